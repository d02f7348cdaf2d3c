//! A very light HTTP/1.1 client, because it shares the machine with the service it measures. It sends one request after
//! the other on one connection.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// A connection, and the last answer on it.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// The length of the last answer's head.
    head: usize,
}

impl Client {
    /// Connects from a loopback address that belongs to this number, because the service counts requests by address.
    pub async fn connect(to: SocketAddr, number: usize) -> io::Result<Self> {
        let socket = TcpSocket::new_v4()?;
        let from = Ipv4Addr::new(127, 0, (1 + number / 200) as u8, (1 + number % 200) as u8);
        socket.bind(SocketAddr::from((from, 0)))?;
        let stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1_024), head: 0 })
    }

    /// Sends the bytes of a request, reads the whole answer, and gives its status.
    pub async fn ask(&mut self, request: &[u8]) -> io::Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut seen = 0;
        self.head = loop {
            self.more().await?;
            if let Some(at) = self.buffer[seen..].windows(4).position(|four| four == b"\r\n\r\n") {
                break seen + at + 4;
            }
            seen = self.buffer.len().saturating_sub(3);
        };
        let bad = || io::Error::new(io::ErrorKind::InvalidData, "no answer of HTTP/1.1");
        let status = self.buffer.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
        let status: u16 = status.and_then(|digits| digits.parse().ok()).ok_or_else(bad)?;
        if status == 204 || status == 304 {
            return Ok(status);
        }
        let length: usize = self.header("content-length").and_then(|value| value.parse().ok()).ok_or_else(bad)?;
        while self.buffer.len() < self.head + length {
            self.more().await?;
        }
        Ok(status)
    }

    async fn more(&mut self) -> io::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(())
    }

    /// A header of the last answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.buffer[..self.head]).ok()?;
        let mut fields = head.split("\r\n").filter_map(|line| line.split_once(':'));
        fields.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }

    /// The body of the last answer.
    pub fn body(&self) -> &[u8] {
        &self.buffer[self.head..]
    }
}

/// The bytes of a GET; `more` are further header lines.
pub fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: sanhui\r\n{more}\r\n").into_bytes()
}

/// The bytes of a request with a JSON body; `more` are further header lines.
pub fn send(method: &str, path: &str, more: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let fields = format!("Host: sanhui\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{more}");
    format!("{method} {path} HTTP/1.1\r\n{fields}\r\n{body}").into_bytes()
}
