//! Aliyun SendSms, 2017-05-25, signed with ACS3-HMAC-SHA256 (help.aliyun.com 2593177): POST, parameters in the query.

use std::fmt::Write as _;

use domain::Time;

use super::{CodeMessage, NotSent, Sms, endpoint, hmac_sha256, post, sha256_hex, text};

const HOST: &str = "dysmsapi.aliyuncs.com";
const SIGNED: &str = "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

pub async fn send(settings: &Sms, message: &CodeMessage<'_>, now: Time) -> Result<(), NotSent> {
    let endpoint = endpoint(settings, HOST)?;
    let template_values = serde_json::json!({ "code": message.code }).to_string();
    let query = canonical_query(&[
        ("OutId", &message.key),
        ("PhoneNumbers", message.to.national()),
        ("SignName", &settings.sign_name),
        ("TemplateCode", &settings.template_code),
        ("TemplateParam", &template_values),
    ]);
    let call = Call {
        host: &endpoint.host,
        action: "SendSms",
        version: "2017-05-25",
        date: now.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        nonce: hex::encode(rand::random::<[u8; 16]>()),
        query: &query,
    };
    let authorization = call.authorization(&settings.access_key_id, &settings.access_key_secret);
    // Without the host, which the client adds itself.
    let mut headers: Vec<(&'static str, String)> = call.headers().into_iter().skip(1).collect();
    headers.push(("authorization", authorization));
    let answer = post(format!("{}/?{query}", endpoint.base), &endpoint.host, &headers, String::new()).await?;
    match text(&answer, "/Code") {
        "OK" => Ok(()),
        code if code.starts_with("isp.") || code.starts_with("Throttling") || code == "ServiceUnavailable" => {
            Err(NotSent::Later(format!("Aliyun answered {code}")))
        }
        code => Err(NotSent::Never(format!("Aliyun answered {:.64}", code))),
    }
}

struct Call<'a> {
    host: &'a str,
    action: &'a str,
    version: &'a str,
    /// UTC to the second; the provider accepts a quarter of an hour's difference.
    date: String,
    nonce: String,
    query: &'a str,
}

impl Call<'_> {
    /// In the order in which they are signed.
    fn headers(&self) -> [(&'static str, String); 6] {
        [
            ("host", self.host.to_owned()),
            ("x-acs-action", self.action.to_owned()),
            ("x-acs-content-sha256", sha256_hex(b"")),
            ("x-acs-date", self.date.clone()),
            ("x-acs-signature-nonce", self.nonce.clone()),
            ("x-acs-version", self.version.to_owned()),
        ]
    }

    fn hashed_request(&self) -> String {
        let mut request = format!("POST\n/\n{}\n", self.query);
        for (name, value) in self.headers() {
            let _ = writeln!(request, "{name}:{value}"); // a String takes everything
        }
        let _ = write!(request, "\n{SIGNED}\n{}", sha256_hex(b""));
        sha256_hex(request.as_bytes())
    }

    fn authorization(&self, key_id: &str, secret: &str) -> String {
        let to_sign = format!("ACS3-HMAC-SHA256\n{}", self.hashed_request());
        let signature = hex::encode(hmac_sha256(secret.as_bytes(), &to_sign));
        format!("ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={SIGNED},Signature={signature}")
    }
}

/// Sorted by name, percent-encoded as RFC 3986 wants it.
fn canonical_query(parameters: &[(&str, &str)]) -> String {
    let mut pairs: Vec<String> =
        parameters.iter().map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value))).collect();
    pairs.sort_unstable();
    pairs.join("&")
}

fn percent_encode(raw: &str) -> String {
    let mut encoded = String::with_capacity(raw.len());
    for byte in raw.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}"); // a String takes everything
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::sms::tests::vector;

    #[test]
    fn signs_as_the_provider_documents() {
        for name in ["aliyun_acs3_doc", "aliyun_acs3_sendsms"] {
            let v = vector(name);
            let parameters: Vec<(&str, &str)> =
                v["query"].as_object().unwrap().iter().map(|(k, v)| (k.as_str(), v.as_str().unwrap())).collect();
            let query = canonical_query(&parameters);
            assert_eq!(query, v["canonical_query"].as_str().unwrap(), "{name}");
            let call = Call {
                host: v["host"].as_str().unwrap(),
                action: v["action"].as_str().unwrap(),
                version: v["version"].as_str().unwrap(),
                date: v["date"].as_str().unwrap().to_owned(),
                nonce: v["nonce"].as_str().unwrap().to_owned(),
                query: &query,
            };
            assert_eq!(call.hashed_request(), v["hashed_canonical_request"].as_str().unwrap(), "{name}");
            let (id, secret) = (v["access_key_id"].as_str().unwrap(), v["access_key_secret"].as_str().unwrap());
            assert_eq!(call.authorization(id, secret), v["authorization"].as_str().unwrap(), "{name}");
        }
    }
}
