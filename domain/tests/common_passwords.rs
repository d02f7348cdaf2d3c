//! Published lists of leaked passwords: not one of them may be chosen. Sources and licences: domain/data/README.md.

#![allow(clippy::unwrap_used, reason = "a list that is not there fails the test")]

use domain::account::{DisplayName, EmailAddress, Password, PasswordRefusal};

fn choose(raw: &str) -> Result<Password, PasswordRefusal> {
    let email = EmailAddress::parse("li@example.cn").unwrap();
    Password::choose(raw, &email, &DisplayName::parse("李书记").unwrap())
}

fn allowed(list: &str) -> Vec<&str> {
    let long = list.lines().filter(|raw| (Password::MIN..=Password::MAX).contains(&raw.chars().count()));
    long.filter(|raw| choose(raw) != Err(PasswordRefusal::TooCommon)).collect()
}

#[test]
fn the_three_thousand_most_frequent_passwords_are_refused() {
    let list = include_str!("published/seclists-top-3000.txt");
    assert!(list.lines().count() >= 3_000);
    assert_eq!(allowed(list), Vec::<&str>::new());
    let capitals = list.lines().take(50).map(str::to_uppercase).collect::<Vec<_>>().join("\n");
    assert_eq!(allowed(&capitals), Vec::<&str>::new());
}

#[test]
fn the_passwords_of_a_second_list_are_refused() {
    let list = include_str!("published/django.txt");
    assert!(list.lines().count() >= 190);
    assert_eq!(allowed(list), Vec::<&str>::new());
}

#[test]
fn passphrases_of_small_letters_and_of_any_script_are_accepted() {
    for raw in [
        "correct horse battery",
        "a long enough passphrase",
        "another horse battery",
        "lantern pond thirteen geese",
        "quietbicycleunderplum",
        "梧桐树下卖栀子花的那位阿婆",
        "雨天 石库门 小笼包 三轮车",
        "ветер гонит жёлтые листья",
        "🦊🌳🚲🥟🏮🌧️📚🧭🎋🪭🧧🛶",
    ] {
        assert!(choose(raw).is_ok(), "{raw}: {:?}", choose(raw));
    }
}
