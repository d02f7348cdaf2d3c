//! Lists in pages: `{"items": […], "next_cursor": …}` in a stable order, with cursors only this service can make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::infra::keys::Keyring;
use crate::problem::Problem;

pub const DEFAULT_LIMIT: u8 = 20;
const TAG: usize = 16;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Listing<T> {
    pub items: Vec<T>,
    /// Send it as `cursor` to get the next page; null at the end.
    pub next_cursor: Option<String>,
}

/// Which page a client asks for. Every list takes it; [`super::query::Listed`] reads it beside a list's own parameters.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// Items on a page.
    #[param(minimum = 1, maximum = 100, default = 20)]
    pub limit: Option<u8>,
    /// `next_cursor` of the page before.
    #[param(max_length = 200)]
    pub cursor: Option<String>,
}

impl Paging {
    /// The page of the list with this operation id: see [`Page::parse`].
    pub fn page<'a>(&self, list: &'static str, keys: &'a Keyring) -> Result<Page<'a>, Problem> {
        Page::parse(list, self.limit, self.cursor.as_deref(), keys)
    }
}

/// Where a page begins and how long it may be.
pub struct Page<'a> {
    /// 1–100.
    pub limit: usize,
    /// The key of the last item of the page before.
    pub after: Option<String>,
    list: &'static str,
    keys: &'a Keyring,
}

impl<'a> Page<'a> {
    /// `list` names the list (its operation id): a cursor of one list is refused by another.
    pub fn parse(
        list: &'static str,
        limit: Option<u8>,
        cursor: Option<&str>,
        keys: &'a Keyring,
    ) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=100).contains(&limit) {
            return Err(Problem::field("limit", "out_of_range", "must be 1 to 100", "应为 1 至 100"));
        }
        let after = cursor.map(|cursor| open(keys, list, cursor)).transpose()?;
        Ok(Self { limit: usize::from(limit), after, list, keys })
    }

    /// How many rows to ask for: one more than fits shows whether there is a next page.
    pub fn rows(&self) -> u64 {
        u64::try_from(self.limit).unwrap_or(100) + 1
    }

    /// The key of the last item before this page, for lists ordered by id.
    pub fn after_id(&self) -> Option<Uuid> {
        self.after.as_deref().and_then(|key| Uuid::try_parse(key).ok())
    }

    /// `rows` as the store gave them, at most [`Page::rows`] of them.
    pub fn listing<R, T>(&self, mut rows: Vec<R>, key: impl Fn(&R) -> String, view: impl Fn(R) -> T) -> Listing<T> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next_cursor = rows.last().filter(|_| more).map(|last| seal(self.keys, self.list, &key(last)));
        Listing { items: rows.into_iter().map(view).collect(), next_cursor }
    }
}

fn seal(keys: &Keyring, list: &str, key: &str) -> String {
    let mut bytes: Vec<u8> = keys.mac("cursors", named(list, key).as_bytes()).into_iter().take(TAG).collect();
    bytes.extend_from_slice(key.as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

fn open(keys: &Keyring, list: &str, cursor: &str) -> Result<String, Problem> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (tag, key) = bytes.split_at_checked(TAG)?;
        let key = std::str::from_utf8(key).ok()?;
        keys.is_mac("cursors", named(list, key).as_bytes(), tag).then(|| key.to_owned())
    };
    read().ok_or_else(|| Problem::field("cursor", "unknown", "is not a cursor of this list", "不是此列表的游标"))
}

fn named(list: &str, key: &str) -> String {
    format!("{list}\0{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_belong_to_their_list_and_can_not_be_made_up() {
        let keys = Keyring::fresh();
        let cursor = seal(&keys, "list_needs", "x");
        let page = Page::parse("list_needs", Some(2), Some(&cursor), &keys).unwrap();
        assert_eq!(page.after.as_deref(), Some("x"));
        assert!(Page::parse("list_votes", Some(2), Some(&cursor), &keys).is_err());
        assert!(Page::parse("list_needs", Some(2), Some("eA"), &keys).is_err());
        assert!(Page::parse("list_needs", Some(0), None, &keys).is_err());
        assert!(Page::parse("list_needs", Some(101), None, &keys).is_err());
    }

    #[test]
    fn the_last_page_has_no_cursor() {
        let keys = Keyring::fresh();
        let page = Page::parse("list_needs", Some(2), None, &keys).unwrap();
        let listing = page.listing(vec![1, 2, 3], ToString::to_string, |n| n);
        assert_eq!((listing.items, listing.next_cursor.is_some()), (vec![1, 2], true));
        assert_eq!(page.listing(vec![1, 2], ToString::to_string, |n| n).next_cursor, None);
    }
}
