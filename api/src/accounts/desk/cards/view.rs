use chrono::{DateTime, Utc};
use domain::Time;
use domain::account::CardCode;
use domain::calendar::shanghai_clock;
use domain::ids::AccountId;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A printed card, shown once: print it, hand it over, and keep no copy.
#[derive(Serialize, ToSchema)]
pub struct SignInCardView {
    pub id: Uuid,
    /// The account that the card signs in to.
    pub account_id: Uuid,
    /// Twelve letters and digits (Crockford's base 32) in groups of four.
    #[schema(example = "7K3M-Q9TD-2XW8")]
    pub code: String,
    pub expires_at: DateTime<Utc>,
    /// The lines to print, short enough for large type: whose card it is, the code, until when it is good, and how to
    /// use it.
    #[schema(example = json!(["王阿姨，您好！", "这是您的登录卡。", "登录码：", "7K3M-Q9TD-2XW8"]))]
    pub lines: Vec<String>,
}

impl SignInCardView {
    pub fn new(id: Uuid, account: AccountId, code: &CardCode, name: &str, expires_at: Time) -> Self {
        let code = code.grouped();
        let until = shanghai(expires_at);
        let lines = vec![
            format!("{name}，您好！"),
            "这是您的登录卡。".to_owned(),
            "登录码：".to_owned(),
            code.clone(),
            format!("请在 {until} 前使用。"),
            "只能用一次，用过作废。".to_owned(),
            "打开小程序，点“登录卡登录”，".to_owned(),
            "照着输入上面的登录码。".to_owned(),
            "大小写都可以，横线不用输。".to_owned(),
            "请不要给别人看。".to_owned(),
            "工作人员不会打电话问您要。".to_owned(),
        ];
        Self { id, account_id: account.0, code, expires_at, lines }
    }
}

/// A time as people in Shanghai write it.
pub fn shanghai(time: Time) -> String {
    shanghai_clock(time).format("%-m月%-d日 %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_whose_it_is_and_until_when_in_shanghai() {
        let expires: Time = "2026-03-02T17:05:00Z".parse().unwrap();
        let (account, code) = (AccountId(Uuid::from_u128(1)), CardCode::from_bits(0));
        let card = SignInCardView::new(Uuid::from_u128(2), account, &code, "王阿姨", expires);
        assert_eq!(card.code, "0000-0000-0000");
        assert!(card.lines.contains(&"请在 3月3日 01:05 前使用。".to_owned()), "{:?}", card.lines);
        assert!(card.lines.iter().all(|line| line.chars().count() <= 60), "{:?}", card.lines);
    }
}
