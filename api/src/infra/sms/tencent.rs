//! Tencent Cloud SendSms, 2021-01-11, signed with TC3-HMAC-SHA256 (cloud.tencent.com, api 382/52075): POST, JSON body.

use domain::Time;

use super::{CodeMessage, NotSent, Sms, endpoint, hmac_sha256, post, sha256_hex, text};

const HOST: &str = "sms.tencentcloudapi.com";
const SERVICE: &str = "sms";
const CONTENT_TYPE: &str = "application/json; charset=utf-8";

pub async fn send(settings: &Sms, message: &CodeMessage<'_>, now: Time) -> Result<(), NotSent> {
    let endpoint = endpoint(settings, HOST)?;
    let payload = serde_json::json!({
        "PhoneNumberSet": [message.to.as_e164()],
        "SmsSdkAppId": settings.app_id,
        "TemplateId": settings.template_code,
        "SignName": settings.sign_name,
        "TemplateParamSet": [message.code, message.minutes.to_string()],
        "SessionContext": message.key,
    })
    .to_string();
    let call = Call { service: SERVICE, host: &endpoint.host, at: now, payload: &payload };
    let headers = [
        ("authorization", call.authorization(&settings.access_key_id, &settings.access_key_secret)),
        ("content-type", CONTENT_TYPE.to_owned()),
        ("x-tc-action", "SendSms".to_owned()),
        ("x-tc-version", "2021-01-11".to_owned()),
        ("x-tc-region", settings.region.clone()),
        ("x-tc-timestamp", now.timestamp().to_string()),
    ];
    let answer = post(format!("{}/", endpoint.base), &endpoint.host, &headers, payload.clone()).await?;
    // A 200 may hold an error for the whole call or for the one number.
    let code = match text(&answer, "/Response/Error/Code") {
        "" => text(&answer, "/Response/SendStatusSet/0/Code"),
        code => code,
    };
    match code {
        "Ok" => Ok(()),
        code if code.starts_with("InternalError") || code.starts_with("RequestLimitExceeded") => {
            Err(NotSent::Later(format!("Tencent Cloud answered {code}")))
        }
        code => Err(NotSent::Never(format!("Tencent Cloud answered {:.64}", code))),
    }
}

struct Call<'a> {
    service: &'a str,
    host: &'a str,
    /// The provider accepts five minutes' difference.
    at: Time,
    payload: &'a str,
}

impl Call<'_> {
    fn hashed_request(&self) -> String {
        let hashed_payload = sha256_hex(self.payload.as_bytes());
        let host = self.host;
        let request =
            format!("POST\n/\n\ncontent-type:{CONTENT_TYPE}\nhost:{host}\n\ncontent-type;host\n{hashed_payload}");
        sha256_hex(request.as_bytes())
    }

    fn authorization(&self, secret_id: &str, secret_key: &str) -> String {
        let date = self.at.format("%Y-%m-%d").to_string();
        let scope = format!("{date}/{}/tc3_request", self.service);
        let to_sign = format!("TC3-HMAC-SHA256\n{}\n{scope}\n{}", self.at.timestamp(), self.hashed_request());
        let by_date = hmac_sha256(format!("TC3{secret_key}").as_bytes(), &date);
        let by_service = hmac_sha256(&by_date, self.service);
        let key = hmac_sha256(&by_service, "tc3_request");
        let signature = hex::encode(hmac_sha256(&key, &to_sign));
        format!(
            "TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders=content-type;host, Signature={signature}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::infra::sms::tests::vector;

    #[test]
    fn signs_as_the_provider_documents() {
        for name in ["tencent_tc3_doc", "tencent_tc3_sendsms"] {
            let v = vector(name);
            let call = Call {
                service: v["service"].as_str().unwrap(),
                host: v["host"].as_str().unwrap(),
                at: chrono::DateTime::from_timestamp(v["timestamp"].as_i64().unwrap(), 0).unwrap(),
                payload: v["payload"].as_str().unwrap(),
            };
            assert_eq!(call.hashed_request(), v["hashed_canonical_request"].as_str().unwrap(), "{name}");
            let (id, key) = (v["secret_id"].as_str().unwrap(), v["secret_key"].as_str().unwrap());
            assert_eq!(call.authorization(id, key), v["authorization"].as_str().unwrap(), "{name}");
        }
    }
}
