//! Settings: one flat struct, one documented table. Later sources win: defaults, then a TOML file, then the
//! environment.
//!
//! The defaults run everything in one process, on SQLite. Settings that are unknown, contradictory or unsafe stop the
//! start with a sentence that says what to do.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::account::FactorPolicy;

/// A setting: its name in the file, its default, what it means. In the environment it is `SANHUI_` and the name in
/// capitals.
pub struct Entry {
    pub name: &'static str,
    pub default: &'static str,
    pub meaning: &'static str,
    pub secret: bool,
}

macro_rules! entries {
    ($($name:literal = $default:literal, $meaning:literal $(, $secret:ident)?;)+) => {
        pub const TABLE: &[Entry] = &[$(Entry { name: $name, default: $default, meaning: $meaning, secret: entries!(@ $($secret)?) },)+];
    };
    (@ secret) => { true };
    (@) => { false };
}

entries! {
    "mode" = "production", "production, or development: messages may go to the log and a readable outbox";
    "listen" = "127.0.0.1:8080", "address and port of the interface";
    "metrics_listen" = "127.0.0.1:9464", "address and port of /metrics, or off";
    "public_url" = "http://127.0.0.1:8080", "base of every link in a message, and the issuer of access tokens";
    "data_dir" = "./sanhui-data", "where the embedded database and the key file live";
    "database_url" = "", "sqlite:PATH or postgres://…; empty: the embedded database in data_dir", secret;
    "database_connections" = "16", "largest number of database connections of this instance, 1-500";
    "redis_url" = "", "redis://…: rate limits shared by all instances; empty: each instance counts for itself", secret;
    "key_file" = "", "file with the root secrets (mode 600); empty: keys.toml in data_dir, made at first start with SQLite only";
    "trusted_proxies" = "", "addresses, separated by commas, whose X-Forwarded-For is believed";
    "requests_per_minute" = "600", "per session, or per address without one, 1-1000000000";
    "reads_kept_ms" = "900", "how long an instance gives a public answer again without asking the database, 0-1000; 0: never";
    "codes_per_hour" = "5000", "codes sent to all numbers together in an hour, 1-1000000: what pumping can cost at most";
    "codes_per_address_per_hour" = "20", "sign-in codes, and resets of passwords, for one network address in an hour, 1-1000000";
    "second_factor" = "required", "required: whoever holds a post proves a second factor; or optional (development only)";
    "ballots_at_once" = "256", "ballots of one vote kept in one transaction at most, 1-1000; 1: each in one of its own";
    "erasure_grace_days" = "7", "days between asking for erasure and erasure, in which the person can keep the account, 1-30";
    "workers" = "0", "worker threads, 0: one for each core";
    "calendar_file" = "", "JSON of working days that replaces the built-in 2023-2026";
    "sms_provider" = "none", "none, aliyun, tencent, or log (development only)";
    "sms_base_url" = "", "where the provider is called; empty: its public address";
    "sms_access_key_id" = "", "the provider's key id";
    "sms_access_key_secret" = "", "the provider's key secret", secret;
    "sms_sign_name" = "", "approved signature of the messages";
    "sms_template_code" = "", "approved template with the code as its one parameter";
    "sms_app_id" = "", "SmsSdkAppId (Tencent)";
    "sms_region" = "ap-guangzhou", "region (Tencent)";
    "wechat_base_url" = "", "where WeChat is called; empty: https://api.weixin.qq.com";
    "wechat_app_id" = "", "AppID of the mini program; empty: nobody signs in with WeChat";
    "wechat_app_secret" = "", "AppSecret of the mini program", secret;
    "smtp_url" = "", "smtp://… or smtps://user:password@host; empty: no mail (development: to the log)", secret;
    "mail_from" = "", "sender of mail, such as Sanhui <noreply@example.gov.cn>";
    "log" = "info", "error, warn, info, debug or trace, or a filter such as info,sanhui=debug";
    "log_format" = "json", "json or text";
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Production,
    Development,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsProvider {
    None,
    Aliyun,
    Tencent,
    Log,
}

#[derive(Clone)]
pub struct Settings {
    pub mode: Mode,
    pub listen: SocketAddr,
    pub metrics_listen: Option<SocketAddr>,
    pub public_url: String,
    pub data_dir: PathBuf,
    pub database_url: String,
    pub database_connections: u32,
    pub redis_url: Option<String>,
    pub key_file: PathBuf,
    pub trusted_proxies: Vec<IpAddr>,
    pub requests_per_minute: u32,
    pub reads_kept: Duration,
    pub codes_per_address_per_hour: u32,
    pub codes_per_hour: u32,
    pub second_factor: FactorPolicy,
    pub ballots_at_once: usize,
    pub erasure_grace_days: u32,
    pub workers: usize,
    pub calendar_file: Option<PathBuf>,
    pub sms: Sms,
    pub wechat: WeChatApp,
    pub smtp_url: Option<String>,
    pub mail_from: String,
    pub log: String,
    pub log_json: bool,
}

#[derive(Clone)]
pub struct Sms {
    pub provider: SmsProvider,
    pub base_url: String,
    pub access_key_id: String,
    pub access_key_secret: String,
    pub sign_name: String,
    pub template_code: String,
    pub app_id: String,
    pub region: String,
}

/// The WeChat mini-program that people sign in from. There is none if `app_id` is empty.
#[derive(Clone)]
pub struct WeChatApp {
    pub base_url: String,
    pub app_id: String,
    pub app_secret: String,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    #[error("the settings file {0} can't be read: {1}")]
    Unreadable(String, String),
    #[error("unknown setting {0:?}; `sanhui settings` lists what there is")]
    Unknown(String),
    #[error("setting {0}: {1}")]
    Wrong(&'static str, String),
}

type Values = BTreeMap<String, String>;

impl Settings {
    /// Reads the file (if any), then `environment`, which wins.
    pub fn read(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut values = Values::new();
        if let Some(path) = file {
            read_file(path, &mut values)?;
        }
        read_environment(environment, &mut values)?;
        Self::from_values(values)
    }

    /// The defaults with some values set, for the demo and the stories.
    pub fn with(values: &[(&'static str, &str)]) -> Result<Self, SettingsError> {
        Self::from_values(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn from_values(mut values: Values) -> Result<Self, SettingsError> {
        for entry in TABLE {
            values.entry(entry.name.to_owned()).or_insert_with(|| entry.default.to_owned());
        }
        let values = Reader(values);
        let data_dir = PathBuf::from(values.text("data_dir"));
        let settings = Self {
            mode: values.one_of("mode", &[("production", Mode::Production), ("development", Mode::Development)])?,
            listen: values.parsed("listen", "an address and port, such as 0.0.0.0:8080")?,
            metrics_listen: match values.text("metrics_listen") {
                "off" => None,
                _ => Some(values.parsed("metrics_listen", "an address and port, or off")?),
            },
            public_url: values.url("public_url")?,
            database_url: match values.text("database_url") {
                "" => format!("sqlite:{}", data_dir.join("sanhui.sqlite").display()),
                url => url.to_owned(),
            },
            database_connections: values.number("database_connections", 1, 500)?,
            redis_url: values.optional("redis_url"),
            key_file: values.optional("key_file").map_or_else(|| data_dir.join("keys.toml"), PathBuf::from),
            trusted_proxies: values.list("trusted_proxies", "addresses separated by commas")?,
            requests_per_minute: values.number("requests_per_minute", 1, 1_000_000_000)?,
            reads_kept: Duration::from_millis(values.number("reads_kept_ms", 0, 1_000)?.into()),
            codes_per_address_per_hour: values.number("codes_per_address_per_hour", 1, 1_000_000)?,
            codes_per_hour: values.number("codes_per_hour", 1, 1_000_000)?,
            second_factor: values.one_of(
                "second_factor",
                &[("required", FactorPolicy::Required), ("optional", FactorPolicy::Optional)],
            )?,
            ballots_at_once: usize::try_from(values.number("ballots_at_once", 1, 1_000)?).unwrap_or(1),
            erasure_grace_days: values.number("erasure_grace_days", 1, 30)?,
            workers: usize::try_from(values.number("workers", 0, 256)?).unwrap_or(0),
            calendar_file: values.optional("calendar_file").map(PathBuf::from),
            sms: Sms {
                provider: values.one_of(
                    "sms_provider",
                    &[
                        ("none", SmsProvider::None),
                        ("aliyun", SmsProvider::Aliyun),
                        ("tencent", SmsProvider::Tencent),
                        ("log", SmsProvider::Log),
                    ],
                )?,
                base_url: values.text("sms_base_url").to_owned(),
                access_key_id: values.text("sms_access_key_id").to_owned(),
                access_key_secret: values.text("sms_access_key_secret").to_owned(),
                sign_name: values.text("sms_sign_name").to_owned(),
                template_code: values.text("sms_template_code").to_owned(),
                app_id: values.text("sms_app_id").to_owned(),
                region: values.text("sms_region").to_owned(),
            },
            wechat: WeChatApp {
                base_url: values.text("wechat_base_url").to_owned(),
                app_id: values.text("wechat_app_id").to_owned(),
                app_secret: values.text("wechat_app_secret").to_owned(),
            },
            smtp_url: values.optional("smtp_url"),
            mail_from: values.text("mail_from").to_owned(),
            log: values.text("log").to_owned(),
            log_json: values.one_of("log_format", &[("json", true), ("text", false)])?,
            data_dir,
        };
        settings.refuse_contradictions(&values)?;
        Ok(settings)
    }

    /// True when the database and its keys live in `data_dir` and may be made at first start.
    pub fn is_embedded(&self) -> bool {
        self.database_url.starts_with("sqlite:")
    }

    fn refuse_contradictions(&self, values: &Reader) -> Result<(), SettingsError> {
        let wrong = |name, why: &str| Err(SettingsError::Wrong(name, why.to_owned()));
        if !self.is_embedded() && values.text("key_file").is_empty() {
            return wrong("key_file", "name one file for all instances when the database is PostgreSQL");
        }
        if self.mode == Mode::Production {
            match self.sms.provider {
                SmsProvider::None => return wrong("sms_provider", NO_PROVIDER),
                SmsProvider::Log => {
                    return wrong(
                        "sms_provider",
                        "log is for mode = development: codes in a log are open to its readers",
                    );
                }
                SmsProvider::Aliyun | SmsProvider::Tencent => {}
            }
            if self.second_factor == FactorPolicy::Optional {
                return wrong(
                    "second_factor",
                    "optional is for mode = development: in production a password alone must not open a post",
                );
            }
            if self.smtp_url.is_none() {
                return wrong("smtp_url", "invitations of staff and planners need a mail server");
            }
        }
        if matches!(self.sms.provider, SmsProvider::Aliyun | SmsProvider::Tencent) {
            let needed = ["sms_access_key_id", "sms_access_key_secret", "sms_sign_name", "sms_template_code"];
            if let Some(name) = needed.into_iter().find(|name| values.text(name).is_empty()) {
                return wrong(name, "the SMS provider needs it");
            }
            if values.text("sms_access_key_secret").contains("example") {
                return wrong("sms_access_key_secret", "this is an example, not a secret");
            }
        }
        if !self.wechat.app_id.is_empty() && self.wechat.app_secret.is_empty() {
            return wrong("wechat_app_secret", "WeChat asks for it when wechat_app_id is set");
        }
        if self.wechat.app_secret.contains("example") {
            return wrong("wechat_app_secret", "this is an example, not a secret");
        }
        if self.smtp_url.is_some() && self.mail_from.is_empty() {
            return wrong("mail_from", "mail needs a sender");
        }
        Ok(())
    }
}

const NO_PROVIDER: &str = "residents sign in with codes, so a provider is needed (aliyun or tencent); \
     to try the service without one, run `sanhui demo`";

struct Reader(Values);

impl Reader {
    fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value.trim())
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn parsed<T: std::str::FromStr>(&self, name: &'static str, wanted: &str) -> Result<T, SettingsError> {
        self.text(name).parse().map_err(|_| SettingsError::Wrong(name, format!("must be {wanted}")))
    }

    fn number(&self, name: &'static str, least: u32, most: u32) -> Result<u32, SettingsError> {
        let wanted = format!("a number from {least} to {most}");
        let number: u32 = self.parsed(name, &wanted)?;
        if (least..=most).contains(&number) {
            Ok(number)
        } else {
            Err(SettingsError::Wrong(name, format!("must be {wanted}")))
        }
    }

    fn one_of<T: Copy>(&self, name: &'static str, words: &[(&str, T)]) -> Result<T, SettingsError> {
        let found = words.iter().find(|(word, _)| *word == self.text(name));
        found.map(|(_, value)| *value).ok_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            SettingsError::Wrong(name, format!("must be one of {}", known.join(", ")))
        })
    }

    fn list<T: std::str::FromStr>(&self, name: &'static str, wanted: &str) -> Result<Vec<T>, SettingsError> {
        let parts = self.text(name).split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| part.parse().map_err(|_| SettingsError::Wrong(name, format!("must be {wanted}")))).collect()
    }

    fn url(&self, name: &'static str) -> Result<String, SettingsError> {
        let url = self.text(name).trim_end_matches('/');
        if url.starts_with("http://") || url.starts_with("https://") {
            Ok(url.to_owned())
        } else {
            Err(SettingsError::Wrong(name, "must start with http:// or https://".to_owned()))
        }
    }
}

fn known(name: &str) -> bool {
    TABLE.iter().any(|entry| entry.name == name)
}

fn read_file(path: &Path, values: &mut Values) -> Result<(), SettingsError> {
    let unreadable = |why: String| SettingsError::Unreadable(path.display().to_string(), why);
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    let table: toml::Table = toml::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    for (name, value) in table {
        if !known(&name) {
            return Err(SettingsError::Unknown(name));
        }
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        values.insert(name, value);
    }
    Ok(())
}

/// `SANHUI_NAME`, or `SANHUI_NAME_FILE` with the path of a file that holds the value.
fn read_environment(
    environment: impl Iterator<Item = (String, String)>,
    values: &mut Values,
) -> Result<(), SettingsError> {
    for (variable, value) in environment {
        let Some(name) = variable.strip_prefix("SANHUI_").map(str::to_lowercase) else { continue };
        if name == "settings" {
            continue; // names the file itself
        }
        if known(&name) {
            values.insert(name, value);
        } else if let Some(name) = name.strip_suffix("_file").filter(|name| known(name)) {
            let text = std::fs::read_to_string(&value)
                .map_err(|error| SettingsError::Unreadable(value.clone(), error.to_string()))?;
            values.insert(name.to_owned(), text.trim_end_matches(['\r', '\n']).to_owned());
        } else {
            return Err(SettingsError::Unknown(variable));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(values: &[(&'static str, &str)]) -> String {
        Settings::with(values).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn production_needs_providers() {
        assert!(refusal(&[]).contains("sms_provider"));
        assert!(refusal(&[("sms_provider", "log")]).contains("development"));
        assert!(refusal(&[("mode", "development")]).is_empty());
        let sms = [
            ("sms_provider", "aliyun"),
            ("sms_access_key_id", "id"),
            ("sms_access_key_secret", "secret"),
            ("sms_sign_name", "name"),
            ("sms_template_code", "code"),
        ];
        assert!(refusal(&[&sms[..], &[("second_factor", "optional")]].concat()).contains("second_factor"));
        assert!(refusal(&sms).contains("smtp_url"), "only mail is missing");
        assert!(refusal(&[("mode", "development"), ("second_factor", "optional")]).is_empty());
    }

    #[test]
    fn wrong_values_name_the_setting() {
        let development = ("mode", "development");
        assert!(refusal(&[development, ("listen", "here")]).contains("listen"));
        assert!(refusal(&[development, ("database_connections", "0")]).contains("1 to 500"));
        assert!(refusal(&[development, ("database_url", "postgres://db/sanhui")]).contains("key_file"));
        assert!(refusal(&[("mode", "demo")]).contains("production, development"));
        assert!(refusal(&[development, ("wechat_app_id", "wx0123456789abcdef")]).contains("wechat_app_secret"));
    }

    #[test]
    fn unknown_settings_stop_the_start() {
        let environment = [("SANHUI_LISTNE".to_owned(), "x".to_owned()), ("HOME".to_owned(), "/".to_owned())];
        let error = Settings::read(None, environment.into_iter()).err();
        assert_eq!(error, Some(SettingsError::Unknown("SANHUI_LISTNE".to_owned())));
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let path = std::env::temp_dir().join(format!("sanhui-settings-{}", std::process::id()));
        std::fs::write(&path, "mode = \"development\"\nlog = \"warn\"\nrequests_per_minute = 10\n").unwrap();
        let environment = [("SANHUI_LOG".to_owned(), "debug".to_owned())];
        let settings = Settings::read(Some(&path), environment.into_iter()).ok().unwrap();
        std::fs::remove_file(&path).unwrap();
        assert_eq!((settings.log.as_str(), settings.requests_per_minute), ("debug", 10));
    }
}
