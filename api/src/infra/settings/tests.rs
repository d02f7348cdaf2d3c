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
