//! The query string, refused when it holds what the operation does not know.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

use super::problem::Problem;

/// `T` carries `#[serde(deny_unknown_fields)]` and derives `IntoParams`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = web::Query::<T>::from_query(request.query_string());
        ready(match read {
            Ok(query) => Ok(Self(query.into_inner())),
            Err(error) => {
                let text = error.to_string();
                let why = text.strip_prefix("Query deserialize error: ").unwrap_or(&text).to_owned();
                let name = why.split('`').nth(1).filter(|_| why.contains("field")).unwrap_or("query").to_owned();
                Err(Problem::field(name, "not_acceptable", why.clone(), format!("查询参数不符合要求：{why}")))
            }
        })
    }
}
