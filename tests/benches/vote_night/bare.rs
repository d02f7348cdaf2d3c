//! A bare actix-web server with as many workers as the service, which answers with bytes from memory. It shows the most
//! that the machine can do.

use std::net::{SocketAddr, TcpListener};

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes};
use actix_web::{App, HttpResponse, HttpServer};

/// A running bare server, which ends when it is dropped.
pub struct Bare {
    handle: ServerHandle,
    pub address: SocketAddr,
}

impl Bare {
    /// Serves each of these bodies at its path, and a short text at `/hello`.
    pub fn serve(bodies: &[(String, Vec<u8>)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a port");
        let bodies: Vec<(String, Bytes)> =
            bodies.iter().map(|(path, body)| (path.clone(), Bytes::from(body.clone()))).collect();
        let (tell, told) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let serve = async {
                let server = HttpServer::new(move || {
                    let hello = web::get().to(async || HttpResponse::Ok().content_type("text/plain").body("hello\n"));
                    bodies.iter().fold(App::new().route("/hello", hello), |app, (path, body)| {
                        let body = body.clone();
                        let give = move || {
                            let body = body.clone();
                            async move { HttpResponse::Ok().content_type("application/json").body(body) }
                        };
                        app.route(path, web::get().to(give))
                    })
                });
                let server = server.workers(workers()).disable_signals().listen(listener).expect("a port").run();
                tell.send(server.handle()).expect("somebody waits");
                server.await
            };
            actix_web::rt::System::new().block_on(serve)
        });
        Self { handle: told.recv().expect("the bare server starts"), address }
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.handle.stop(false)); // sends the command without waiting for the end
    }
}

fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}
