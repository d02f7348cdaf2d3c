//! The query string. It is refused when it holds a parameter that the operation does not know.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

use crate::problem::Problem;

/// `T` carries `#[serde(deny_unknown_fields)]` and derives `IntoParams`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let pairs = form_urlencoded::parse(request.query_string().as_bytes());
        let read = serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs));
        ready(read.map(Self).map_err(|error| {
            let why = error.inner().to_string();
            let named = why.split('`').nth(1).filter(|_| why.contains("field"));
            let at = error.path().iter().next().map(|_| error.path().to_string());
            let name = named.map(str::to_owned).or(at).unwrap_or_else(|| "query".to_owned());
            Problem::field(name, "not_acceptable", why.clone(), format!("查询参数不符合要求：{why}"))
        }))
    }
}
