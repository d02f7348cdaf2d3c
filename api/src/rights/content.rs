//! Writes the document of an export.

use domain::ids::AccountId;

use super::store;
use super::view::{MyDataSectionView, MyDataView, NotIncludedView};
use crate::infra::db::Tx;
use crate::infra::personal::SECTIONS;
use crate::problem::Problem;
use crate::state::App;
use crate::{accounts, votes};

const README_ZH: &str = "这是本服务保存的与您有关的全部信息。每一节是一类记录，items 中每一项是一条。时间为协调世界时（UTC），以 _at 结尾；日期以 _on 结尾；\
    以 id 结尾的是编号，可在本服务中查到对应的事项。您可以更正显示名（update_me）、手机号（bind_phone），撤回同意（withdraw_consent），或注销账号（erase_me）。";
const README_EN: &str = "This is everything the service holds about you. Each section is one kind of record, each of its items one of them. Times end in _at and are UTC, \
    days end in _on, and what ends in id names a thing of the service. You can correct your name (update_me) and number (bind_phone), withdraw consents (withdraw_consent) and erase the account (erase_me).";

const NOT_INCLUDED: &[(&str, &str, &str)] = &[
    ("photos", "本服务目前不保存照片。", "The service stores no photos."),
    (
        "ballot_choices",
        "选票内容加密保存，只用于计票；导出仅含回执，以免他人向您索要选择。",
        "Choices are sealed and only counted; an export has the receipts, so that nobody can demand to see how you voted.",
    ),
    (
        "secrets",
        "密码、验证码、令牌只以哈希值保存，导出无意义。",
        "Passwords, codes and tokens are kept as hashes, which tell nothing.",
    ),
    ("other_people", "记录中其他人的身份不在导出之列。", "Who else acted in a record is not yours to export."),
];

/// The whole document as bytes of JSON.
pub async fn write(tx: &Tx, app: &App, account: AccountId) -> Result<Vec<u8>, Problem> {
    let (keys, now) = (app.keys(), tx.now());
    let mut sections = Vec::new();
    for section in SECTIONS {
        let (items, is_complete) = store::rows(tx.conn(), keys, section, account).await?;
        let (title_zh, title_en) = section.titles;
        sections.push(MyDataSectionView { section: section.name, title_zh, title_en, is_complete, items });
    }
    let (title_zh, title_en) = ("投票回执", "Receipts of ballots");
    let items = votes::receipts_of(tx, keys, account).await?;
    sections.push(MyDataSectionView { section: "receipts", title_zh, title_en, is_complete: true, items });
    let not_included = NOT_INCLUDED.iter().map(|(what, why_zh, why_en)| NotIncludedView { what, why_zh, why_en });
    let view = MyDataView {
        readme_zh: README_ZH,
        readme_en: README_EN,
        account_id: account.0,
        made_at: now,
        policy_version: accounts::policy_version(now),
        sections,
        not_included: not_included.collect(),
    };
    serde_json::to_vec(&view).map_err(|error| {
        tracing::error!(%error, "an export can't be written");
        Problem::broken()
    })
}
