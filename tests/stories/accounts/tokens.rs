//! Access tokens: the service accepts only tokens that it signed, in exactly the form it signs them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tests::{json, story};

use super::forged::{parts, seed, signed, signed_with_public_key, status_with, unsigned, with};

#[test]
fn an_algorithm_or_a_key_of_the_forgers_choice_is_refused() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let token = wang.token().await.unwrap();
        let (header, claims) = parts(&token);
        let key = town.visitor().does("read_jwks").ok().await["keys"][0].clone();
        let public = URL_SAFE_NO_PAD.decode(key["x"].as_str().unwrap()).unwrap();
        let ours = seed(&town);
        assert_eq!(status_with(&town, &signed(&ours, &header, &claims)).await, 200, "the forger's pen is good");

        let hs256 = with(&header, "alg", Some(json!("HS256")));
        let foreign = [7; 32];
        let forged = [
            ("alg none", unsigned(&with(&header, "alg", Some(json!("none"))), &claims)),
            ("no signature", unsigned(&header, &claims)),
            ("HS256 with the public key", signed_with_public_key(&public, &hs256, &claims)),
            ("HS256 with its text", signed_with_public_key(key["x"].as_str().unwrap().as_bytes(), &hs256, &claims)),
            ("EdDSA that is an HMAC", signed_with_public_key(&public, &header, &claims)),
            ("RS256", signed(&ours, &with(&header, "alg", Some(json!("RS256"))), &claims)),
            ("a foreign key", signed(&foreign, &header, &claims)),
            ("a foreign key, embedded", signed(&foreign, &with(&header, "jwk", Some(key.clone())), &claims)),
            ("our key, embedded", signed(&ours, &with(&header, "jwk", Some(key.clone())), &claims)),
            ("jku", signed(&ours, &with(&header, "jku", Some(json!("https://evil.example/jwks.json"))), &claims)),
            ("x5u", signed(&ours, &with(&header, "x5u", Some(json!("https://evil.example/cert.pem"))), &claims)),
            ("an unknown kid", signed(&ours, &with(&header, "kid", Some(json!("AAAAAAAAAAAAAAAA"))), &claims)),
            ("a path for a kid", signed(&ours, &with(&header, "kid", Some(json!("../../../dev/null"))), &claims)),
            ("SQL for a kid", signed(&ours, &with(&header, "kid", Some(json!("' OR '1'='1"))), &claims)),
            ("no kid", signed(&ours, &with(&header, "kid", None), &claims)),
            ("another header", format!("{}.{}", "e30", token.split_once('.').unwrap().1)),
        ];
        for (what, forged) in forged {
            assert_eq!(status_with(&town, &forged).await, 401, "{what}");
        }
        wang.does("read_me").ok().await;
    });
}

#[test]
fn times_of_another_form_or_out_of_bounds_are_refused() {
    story(async |town| {
        let token = town.resident("王芳").await.token().await.unwrap();
        let (header, claims) = parts(&token);
        let (ours, now) = (seed(&town), town.now().timestamp());
        for name in ["exp", "nbf", "iat"] {
            let good = claims[name].as_i64().unwrap();
            let strange = [
                Some(json!(good.to_string())),
                Some(json!("")),
                Some(json!("2026-03-02T01:00:00Z")),
                Some(json!(f64::from(u32::try_from(good).unwrap()) + 0.5)),
                Some(json!(-1)),
                Some(json!(u64::MAX)),
                Some(json!(1e300)),
                Some(json!(null)),
                Some(json!([good])),
                Some(json!(true)),
                None,
            ];
            for value in strange {
                // A `nbf` of -1 only says that the token is valid since long ago, so it is accepted.
                let holds = name == "nbf" && value == Some(json!(-1));
                let forged = signed(&ours, &header, &with(&claims, name, value.clone()));
                assert_eq!(status_with(&town, &forged).await == 200, holds, "{name}: {value:?}");
            }
        }
        for (name, value) in [("exp", now - 6), ("exp", now + 601), ("nbf", now + 6), ("iat", now + 6)] {
            let forged = signed(&ours, &header, &with(&claims, name, Some(json!(value))));
            assert_eq!(status_with(&town, &forged).await, 401, "{name}: {}", value - now);
        }
    });
}

#[test]
fn other_tokens_and_secrets_are_not_taken_for_access_tokens() {
    story(async |town| {
        let wang = town.resident("王芳").await;
        let (header, claims) = parts(&wang.token().await.unwrap());
        let ours = seed(&town);
        for (name, value) in [("typ", Some(json!("JWT"))), ("typ", Some(json!("refresh+jwt"))), ("typ", None)] {
            let forged = signed(&ours, &with(&header, name, value.clone()), &claims);
            assert_eq!(status_with(&town, &forged).await, 401, "{name}: {value:?}");
        }
        for (name, value) in [
            ("aud", Some(json!("sanhui/uploads"))),
            ("aud", Some(json!(["sanhui", "other"]))),
            ("aud", None),
            ("iss", Some(json!("https://evil.example"))),
            ("iss", None),
            ("sid", None),
            ("sub", Some(json!("0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b"))),
        ] {
            let forged = signed(&ours, &header, &with(&claims, name, value.clone()));
            assert_eq!(status_with(&town, &forged).await, 401, "{name}: {value:?}");
        }

        // Other secrets that the service hands out are no access tokens.
        assert_eq!(status_with(&town, &wang.refresh_token().await).await, 401);
        let city = town.administrator().await;
        let letter = json!({"email": "li@example.cn", "display_name": "李书记"});
        city.does("invite_person").with(letter).ok().await;
        assert_eq!(status_with(&town, &town.newest_message("li@example.cn").await).await, 401);
        let visitor = town.visitor();
        let asked = visitor.does("request_phone_code").with(json!({"phone": "13800138000"})).ok().await;
        assert_eq!(status_with(&town, asked["request_id"].as_str().unwrap()).await, 401);
        assert_eq!(status_with(&town, &town.newest_message("+8613800138000").await).await, 401);

        // An access token is no refresh token.
        let token = wang.token().await.unwrap();
        visitor.does("refresh_session").with(json!({"refresh_token": token})).refused_for("/refresh_token").await;
        let piece = &token[..43].replace('.', "-");
        visitor.does("refresh_session").with(json!({"refresh_token": piece})).refused("refresh-refused").await;
    });
}
