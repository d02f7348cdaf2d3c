//! Parameters in the path. What is not an id names nothing, so it is 404 like any other unknown thing.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use std::future::{Ready, ready};
use uuid::Uuid;

use crate::problem::Problem;

/// The one id in the path, as the type of the thing it names.
pub struct Id<T>(pub T);

/// Two ids in the path, in order.
pub struct Ids<A, B>(pub A, pub B);

/// The words in the path that are not ids, in order.
pub struct Words(Vec<String>);

impl Words {
    pub fn get(&self, index: usize) -> &str {
        self.0.get(index).map_or("", String::as_str)
    }
}

impl<T: From<Uuid> + 'static> FromRequest for Id<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(id(request, 0).map(|id| Self(id.into())))
    }
}

impl<A: From<Uuid> + 'static, B: From<Uuid> + 'static> FromRequest for Ids<A, B> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(id(request, 0).and_then(|a| Ok(Self(a.into(), id(request, 1)?.into()))))
    }
}

impl FromRequest for Words {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.match_info().iter().map(|(_, value)| value.to_owned()).collect())))
    }
}

/// Only the canonical spelling of a UUID names something, so that each thing has one address.
fn id(request: &HttpRequest, index: usize) -> Result<Uuid, Problem> {
    let (_, raw) = request.match_info().iter().nth(index).ok_or_else(Problem::not_found)?;
    let id = Uuid::try_parse(raw).map_err(|_| Problem::not_found())?;
    if id.to_string() == raw { Ok(id) } else { Err(Problem::not_found()) }
}
