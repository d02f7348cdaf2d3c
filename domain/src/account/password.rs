//! Passwords of staff and planners: long enough and not guessable (NIST SP 800-63B-4, 3.1.1.2). No composition rules,
//! nothing trimmed or cut, any Unicode.

use std::collections::HashSet;
use std::fmt;
use std::sync::LazyLock;

use super::contact::{DisplayName, EmailAddress};

/// A password that a person chose and that is strong enough to be accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordRefusal {
    #[error("must have at least {} characters", Password::MIN)]
    TooShort,
    #[error("must have at most {} characters", Password::MAX)]
    TooLong,
    #[error("is common or easily guessed; take three or four words that have nothing to do with one another")]
    TooCommon,
}

/// Guesses, as a power of ten, that a password must withstand: the number that zxcvbn calls strong protection against
/// an attack on stolen slow hashes. At ten thousand argon2id guesses a second that is two weeks for one account; at the
/// thirty a day that [`super::Attempts`] allows it is never. Twelve random characters or four random words lie far
/// above it.
const GUESSES_LOG10: f64 = 10.0;
/// The estimate takes time with the cube of the length, so only this many characters from either end are looked at.
const LOOKED_AT: usize = 40;

/// Leaked passwords that look strong to the estimate, so that only a list can refuse them; see data/README.md.
static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("../../data/common-passwords.txt").lines().collect());

/// Words that a person who knows the service and the account's owner would try first.
const SERVICE: &[&str] = &[
    "sanhui",
    "三会",
    "生活圈",
    "shenghuoquan",
    "shanghai",
    "上海",
    "上海市",
    "魔都",
    "modu",
    "一图三会",
    "居委会",
    "juweihui",
    "街道",
    "jiedao",
    "社区",
    "shequ",
    "规划师",
    "guihuashi",
    "听证会",
    "协调会",
    "评议会",
    "admin",
    "password",
    "mima",
    "密码",
    "woaini",
    "我爱你",
    "5201314",
    "1314520",
]; // the most likely first
/// The sixteen districts of Shanghai, without the 区 that ends each.
const DISTRICTS: &[&str] = &[
    "黄浦",
    "徐汇",
    "长宁",
    "静安",
    "普陀",
    "虹口",
    "杨浦",
    "闵行",
    "宝山",
    "嘉定",
    "浦东",
    "浦东新",
    "金山",
    "松江",
    "青浦",
    "奉贤",
    "崇明",
    "huangpu",
    "xuhui",
    "changning",
    "jingan",
    "putuo",
    "hongkou",
    "yangpu",
    "minhang",
    "baoshan",
    "jiading",
    "pudong",
    "jinshan",
    "songjiang",
    "qingpu",
    "fengxian",
    "chongming",
];

impl Password {
    /// In characters (Unicode scalar values), not bytes.
    pub const MIN: usize = 12;
    pub const MAX: usize = 128;

    /// Accepts the password that the person with this address and name chooses, or says why not.
    pub fn choose(raw: &str, email: &EmailAddress, name: &DisplayName) -> Result<Self, PasswordRefusal> {
        match raw.chars().count() {
            ..Self::MIN => Err(PasswordRefusal::TooShort),
            Self::MIN..=Self::MAX if is_guessable(raw, email, name) => Err(PasswordRefusal::TooCommon),
            Self::MIN..=Self::MAX => Ok(Self(raw.to_owned())),
            _ => Err(PasswordRefusal::TooLong),
        }
    }

    pub fn reveal(&self) -> &str {
        &self.0
    }
}

fn is_guessable(raw: &str, email: &EmailAddress, name: &DisplayName) -> bool {
    let folded = raw.to_lowercase();
    if COMMON.contains(folded.as_str()) {
        return true;
    }
    let mut known = vec![email.as_str().to_owned(), name.as_str().to_lowercase()];
    known.extend(email.as_str().split('@').map(str::to_owned));
    known.extend(email.as_str().split(['@', '.', '-', '_', '+']).map(str::to_owned));
    known.extend(name.as_str().split_whitespace().map(str::to_lowercase));
    known.extend(SERVICE.iter().chain(DISTRICTS).map(|word| (*word).to_owned()));
    known.extend(DISTRICTS.iter().map(|name| format!("{name}区")));
    known.retain(|word| word.chars().count() > 1);
    if is_made_of(&folded, &known) {
        return true;
    }
    // If one end is strong, the whole password is strong, whatever stands at the other end.
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let length = raw.chars().count();
    let beginning: String = raw.chars().take(LOOKED_AT).collect();
    let end: String = raw.chars().skip(length.saturating_sub(LOOKED_AT)).collect();
    let is_weak = |part: &str| zxcvbn::zxcvbn(part, &known).guesses_log10() < GUESSES_LOG10;
    is_weak(&beginning) && (length <= LOOKED_AT || is_weak(&end))
}

/// Does the password consist of known words, except for at most three characters? The estimate alone would rate four
/// such words like four random ones.
fn is_made_of(folded: &str, known: &[String]) -> bool {
    let mut words: Vec<&str> = known.iter().map(String::as_str).collect();
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let rest = words.iter().fold(folded.to_owned(), |rest, word| rest.replace(word, " "));
    rest.chars().filter(|c| c.is_alphanumeric()).count() < 4 && rest != folded
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(raw: &str) -> Result<Password, PasswordRefusal> {
        let email = EmailAddress::parse("wang.xiaofang@wuliqiao.example.cn").unwrap();
        Password::choose(raw, &email, &DisplayName::parse("王小芳 Fanny").unwrap())
    }

    #[test]
    fn length_counts_characters_and_there_is_no_other_form() {
        assert_eq!(chosen("elevenchars"), Err(PasswordRefusal::TooShort));
        assert_eq!(chosen(&"长".repeat(129)), Err(PasswordRefusal::TooLong));
        let long = "门前有棵树🦊x9 ".repeat(14) + "yz";
        assert_eq!(long.chars().count(), 128);
        for raw in ["purplelanternsriding", "我家门口有一棵大树你知道吗", "nine foxes, one pond", "H7#kq!v2Zp0w", &long]
        {
            assert_eq!(chosen(raw).map(|password| password.reveal().to_owned()), Ok(raw.to_owned()));
        }
    }

    #[test]
    fn what_the_service_and_the_person_suggest_is_refused() {
        for raw in [
            "wang.xiaofang",
            "wang.xiaofang1",
            "xiaofangxiaofang",
            "wuliqiao.example.cn",
            "王小芳王小芳王小芳王小芳",
            "FannyFanny2026",
            "生活圈生活圈生活圈生活圈",
            "shanghai2026!!",
            "ShanghaiShanghai",
            "Sh@ngh@i123456",
            "huangpuqu2026",
            "黄浦区徐汇区长宁区静安区",
            "sanhui123456",
            "pudongxinqu1",
            "SongjiangJiading",
            "上海市浦东新区居委会居委会",
            "woaini5201314",
            "            ",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        ] {
            assert_eq!(chosen(raw), Err(PasswordRefusal::TooCommon), "{raw}");
        }
    }
}
