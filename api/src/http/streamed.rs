//! Answers that are too long to be held in memory: written piece by piece, under an ETag made beforehand.

use std::io;
use std::pin::Pin;

use actix_web::body::BoxBody;
use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, Responder};
use futures_util::stream::Stream;

use super::reply::{names, tag};

type Pieces = Pin<Box<dyn Stream<Item = io::Result<Bytes>>>>;

pub struct Streamed {
    tag: String,
    pieces: Pieces,
}

impl Streamed {
    /// `determined_by` must be equal exactly when the whole answer is. A piece that fails ends the connection, so that
    /// no client takes a part for the whole.
    pub fn json(determined_by: &[u8], pieces: impl Stream<Item = io::Result<Bytes>> + 'static) -> Self {
        Self { tag: tag(determined_by), pieces: Box::pin(pieces) }
    }
}

impl Responder for Streamed {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        let mut response = HttpResponse::Ok();
        response.insert_header((header::ETAG, self.tag.as_str()));
        if known.is_some_and(|known| names(known, &self.tag)) {
            return response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish();
        }
        response.content_type("application/json").streaming(self.pieces)
    }
}
