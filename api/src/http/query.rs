//! The query string. It is refused when it holds a parameter that the operation does not know.

use std::fmt;
use std::future::{Ready, ready};
use std::marker::PhantomData;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, IntoDeserializer as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::page::Paging;
use crate::problem::Problem;

/// `T` carries `#[serde(deny_unknown_fields)]` and derives `IntoParams`.
pub struct Query<T>(pub T);

/// The query string of a list: its own parameters `T`, and the page that is asked for. `T` is as in [`Query`], has at
/// least one field, and none named `limit` or `cursor`. A list without parameters of its own takes `Query<Paging>`.
///
/// `#[serde(flatten)]` cannot join the two: it reads every number as text, and forbids `deny_unknown_fields`.
pub struct Listed<T>(pub T, pub Paging);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Self))
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Listed<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()))
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let why = error.inner().to_string();
        let named = why.split('`').nth(1).filter(|_| why.contains("field"));
        let at = error.path().iter().next().map(|_| error.path().to_string());
        let name = named.map(str::to_owned).or(at).unwrap_or_else(|| "query".to_owned());
        Problem::field(name, "not_acceptable", why.clone(), format!("查询参数不符合要求：{why}"))
    })
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Listed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Pairs(PhantomData))
    }
}

struct Pairs<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Pairs<T> {
    type Value = Listed<T>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the parameters of a list")
    }

    fn visit_map<M: MapAccess<'de>>(self, pairs: M) -> Result<Self::Value, M::Error> {
        let mut paging = Paging::default();
        let own = T::deserialize(MapAccessDeserializer::new(OwnPairs { pairs, paging: &mut paging }))?;
        Ok(Listed(own, paging))
    }
}

const LIMIT: &str = "limit";
const CURSOR: &str = "cursor";

/// The pairs but for `limit` and `cursor`, which are put into `paging` on the way.
struct OwnPairs<'a, M> {
    pairs: M,
    paging: &'a mut Paging,
}

impl<'de, M: MapAccess<'de>> MapAccess<'de> for OwnPairs<'_, M> {
    type Error = M::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, M::Error> {
        while let Some(name) = self.pairs.next_key::<String>()? {
            match name.as_str() {
                LIMIT if self.paging.limit.is_some() => return Err(M::Error::duplicate_field(LIMIT)),
                LIMIT => self.paging.limit = self.pairs.next_value()?,
                CURSOR if self.paging.cursor.is_some() => return Err(M::Error::duplicate_field(CURSOR)),
                CURSOR => self.paging.cursor = self.pairs.next_value()?,
                _ => {
                    return seed
                        .deserialize(name.into_deserializer())
                        .map(Some)
                        .map_err(|NameError(why)| M::Error::custom(why));
                }
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, M::Error> {
        self.pairs.next_value_seed(seed)
    }
}

/// Why a parameter's name was refused. The parameters that a client may send instead include those of the page.
#[derive(Debug)]
struct NameError(String);

impl fmt::Display for NameError {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

impl std::error::Error for NameError {}

impl serde::de::Error for NameError {
    fn custom<W: fmt::Display>(why: W) -> Self {
        Self(why.to_string())
    }

    fn unknown_field(name: &str, own: &'static [&'static str]) -> Self {
        let known: Vec<String> = own.iter().chain(&[LIMIT, CURSOR]).map(|name| format!("`{name}`")).collect();
        Self(format!("unknown field `{name}`, expected one of {}", known.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Language;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Open,
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Own {
        unit: uuid::Uuid,
        year: Option<i32>,
        word: Option<Word>,
        read: Option<bool>,
    }

    /// The same parameters in one struct: what [`Listed`] must read alike.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        unit: uuid::Uuid,
        year: Option<i32>,
        word: Option<Word>,
        read: Option<bool>,
        limit: Option<u8>,
        cursor: Option<String>,
    }

    const UNIT: &str = "unit=0198a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b";

    #[test]
    fn own_parameters_and_the_page_come_in_any_order() {
        for query in [
            UNIT.to_owned(),
            format!("{UNIT}&limit=5&cursor=a%2Bb"),
            format!("limit=255&{UNIT}&year=-3&cursor=&word=open"),
            format!("cursor=x&read=true&limit=%35&year=2026&{UNIT}"),
        ] {
            let Listed(own, paging) = read::<Listed<Own>>(&query).unwrap_or_else(|_| panic!("{query}"));
            let whole = read::<Whole>(&query).unwrap_or_else(|_| panic!("{query}"));
            assert_eq!((own.unit, own.year, own.word, own.read), (whole.unit, whole.year, whole.word, whole.read));
            assert_eq!((paging.limit, paging.cursor), (whole.limit, whole.cursor), "{query}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_as_if_all_parameters_stood_in_one_struct() {
        for (query, named) in [
            (format!("{UNIT}&limit=ten"), "limit"),
            (format!("{UNIT}&limit="), "limit"),
            (format!("limit=256&{UNIT}"), "limit"),
            (format!("{UNIT}&limit=-1"), "limit"),
            (format!("{UNIT}&limit=1&limit=2"), "limit"),
            (format!("cursor=a&{UNIT}&cursor=b"), "cursor"),
            (format!("{UNIT}&year=1&limit=1&year=2"), "year"),
            (format!("{UNIT}&year=soon"), "year"),
            (format!("{UNIT}&word=shut"), "word"),
            (format!("{UNIT}&read=yes"), "read"),
            (format!("{UNIT}&limits=1"), "limits"),
            (format!("limit=1&colour=red&{UNIT}"), "colour"),
            (format!("colour=red&limit=ten&{UNIT}"), "colour"),
            (format!("limit=ten&colour=red&{UNIT}"), "limit"),
            ("limit=1&cursor=a".to_owned(), "unit"),
            ("unit=3&limit=1".to_owned(), "unit"),
            ("=&limit=1".to_owned(), ""),
        ] {
            let listed = read::<Listed<Own>>(&query).err().unwrap_or_else(|| panic!("{query}"));
            let whole = read::<Whole>(&query).err().unwrap_or_else(|| panic!("{query}"));
            for language in [Language::English, Language::Chinese] {
                let [listed, whole] = [&listed, &whole].map(|problem| problem.view(language, ""));
                assert_eq!(serde_json::to_value(&listed).unwrap(), serde_json::to_value(&whole).unwrap(), "{query}");
                assert_eq!(listed.errors.first().map(|fault| fault.pointer.as_str()), Some(named), "{query}");
            }
        }
    }

    #[test]
    fn a_list_without_parameters_of_its_own_takes_the_page_alone() {
        let paging: Paging = read("limit=7&cursor=x").ok().unwrap();
        assert_eq!((paging.limit, paging.cursor.as_deref()), (Some(7), Some("x")));
        assert!(read::<Paging>("limit=7&year=1").is_err());
    }
}
