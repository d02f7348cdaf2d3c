//! The whole interface without a socket: the demo and the stories call it by method and path.

use std::rc::Rc;

use actix_http::Request;
use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::header::HeaderMap;
use actix_web::test::TestRequest;
use futures_util::future::LocalBoxFuture;
use serde_json::Value;

use crate::state::App;

type Answering = LocalBoxFuture<'static, Result<ServiceResponse<BoxBody>, actix_web::Error>>;

/// One instance of the service. Several on one [`App`]'s database behave like several processes.
#[derive(Clone)]
pub struct InProcess {
    app: App,
    answer: Rc<dyn Fn(Request) -> Answering>,
}

/// One call: a method, a path with its query, and what goes with it.
#[derive(Clone, Debug, Default)]
pub struct Call {
    pub method: String,
    pub path: String,
    pub token: Option<String>,
    pub headers: Vec<(String, String)>,
    pub body: Option<Value>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The body as JSON; null when there is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl InProcess {
    pub async fn start(app: App) -> Self {
        let service = Rc::new(actix_web::test::init_service(crate::service!(app.clone())).await);
        let answer = Rc::new(move |request: Request| -> Answering {
            let service = Rc::clone(&service);
            Box::pin(async move { service.call(request).await.map(ServiceResponse::map_into_boxed_body) })
        });
        Self { app, answer }
    }

    pub fn app(&self) -> &App {
        &self.app
    }

    pub async fn call(&self, call: &Call) -> Answer {
        let mut request = request(call);
        if let Some(body) = &call.body {
            request = request.set_json(body);
        }
        self.send(request).await
    }

    /// Like [`InProcess::call`], with a body that need not be JSON.
    pub async fn call_with_bytes(&self, call: &Call, bytes: impl Into<actix_web::web::Bytes>) -> Answer {
        self.send(request(call).set_payload(bytes)).await
    }

    async fn send(&self, request: TestRequest) -> Answer {
        match (self.answer)(request.to_request()).await {
            Ok(response) => {
                let (status, headers) = (response.status().as_u16(), response.headers().clone());
                let bytes = to_bytes(response.into_body()).await.map(|bytes| bytes.to_vec()).unwrap_or_default();
                Answer { status, headers, bytes }
            }
            Err(error) => Answer { status: 500, headers: HeaderMap::new(), bytes: error.to_string().into_bytes() },
        }
    }
}

fn request(call: &Call) -> TestRequest {
    let method = call.method.parse().unwrap_or_default();
    let mut request = TestRequest::with_uri(&call.path).method(method);
    request = request.peer_addr(std::net::SocketAddr::from(([127, 0, 0, 1], 1)));
    if let Some(token) = &call.token {
        request = request.insert_header(("Authorization", format!("Bearer {token}")));
    }
    for (name, value) in &call.headers {
        request = request.append_header((name.as_str(), value.as_str()));
    }
    request
}
