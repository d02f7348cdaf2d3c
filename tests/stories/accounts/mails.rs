//! Mails go to the person they are meant for, and contain nothing that a stranger put into a request.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use tests::{json, story, story_with};

/// A mail server that accepts every mail and gives it to the story.
fn mail_server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, receive) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (stream, send) = (stream.unwrap(), send.clone());
            thread::spawn(move || take(stream, &send));
        }
    });
    (port, receive)
}

fn take(mut stream: TcpStream, send: &Sender<String>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    stream.write_all(b"220 ready\r\n").unwrap();
    while let Some(Ok(line)) = lines.next() {
        let answer: &[u8] = match line.get(..4).unwrap_or_default() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n").unwrap();
                let mail: Vec<String> = lines.by_ref().map_while(Result::ok).take_while(|line| line != ".").collect();
                let _ = send.send(mail.join("\n"));
                b"250 taken\r\n"
            }
            "QUIT" => b"221 bye\r\n",
            _ => b"250 fine\r\n",
        };
        stream.write_all(answer).unwrap();
    }
}

#[test]
fn a_mail_names_the_service_by_its_setting_whatever_a_request_says() {
    let (port, mails) = mail_server();
    let url = format!("smtp://127.0.0.1:{port}");
    let settings =
        [("smtp_url", url.as_str()), ("mail_from", "noreply@example.cn"), ("public_url", "https://sanhui.example.cn")];
    story_with(&settings, async |town| {
        sanhui::accounts::bootstrap(town.app(), "the city", "city@example.cn", tests::PASSWORD).await.unwrap();
        let ask = town.visitor().does("request_password_reset").with(json!({"email": "city@example.cn"}));
        let poisoned = ["Host", "X-Forwarded-Host", "X-Host", "X-Original-Host"].into_iter();
        let ask = poisoned.fold(ask, |ask, name| ask.header(name, "evil.example.net"));
        ask.header("Forwarded", "host=evil.example.net;proto=https")
            .header("Referer", "https://evil.example.net/")
            .ok()
            .await;
        town.messages("city@example.cn").await; // reading the mailbox sends what is due
        let mail = mails.try_recv().expect("one mail");
        assert!(mails.try_recv().is_err(), "and no other");
        assert!(!mail.contains("evil"), "{mail}");
        let text = decoded(&mail);
        assert!(text.contains("https://sanhui.example.cn\n") && !text.contains("evil"), "{text}");
        assert!(text.matches("http").count() == 1 && !text.contains("token="), "no link carries the code: {text}");
    });
}

/// The text of a mail, decoded from base64 or quoted-printable.
fn decoded(mail: &str) -> String {
    let (head, body) = mail.split_once("\n\n").expect("a head and a body");
    let head = head.to_ascii_lowercase();
    if head.contains("base64") {
        let compact: String = body.split_whitespace().collect();
        let bytes = data_encoding::BASE64.decode(compact.as_bytes()).expect("base64");
        return String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
    }
    body.replace("=\n", "").replace("=3D", "=").replace("\r\n", "\n")
}

#[test]
fn a_name_or_address_of_two_lines_is_refused_and_nothing_is_sent() {
    story(async |town| {
        let city = town.administrator().await;
        city.account().await; // the first sign-in sends a mail
        let before = everything(&town).await;
        for email in [
            "li@example.cn\r\nBcc: x@example.net",
            "li@example.cn\nx@example.net",
            "li@example.cn\r\n\r\nbody",
            "li\r@example.cn",
            "li@example.cn\u{0}",
            "li@example.cn>\r\nRCPT TO:<x@example.net",
        ] {
            let letter = json!({"email": email, "display_name": "李书记"});
            city.does("invite_person").with(letter).refused_for("/email").await;
            town.visitor().does("request_password_reset").with(json!({"email": email})).refused_for("/email").await;
        }
        for name in ["李\r\nBcc: x@example.net", "李\n书记", "李\r书记", "李\u{0}书记"] {
            let letter = json!({"email": "li@example.cn", "display_name": name});
            city.does("invite_person").with(letter).refused_for("/display_name").await;
        }
        assert_eq!(everything(&town).await, before, "no mail");
    });
}

async fn everything(town: &tests::Town) -> usize {
    let call =
        sanhui::in_process::Call { method: "GET".to_owned(), path: "/demo/outbox".to_owned(), ..Default::default() };
    town.call(&call).await.json()["items"].as_array().map_or(0, Vec::len)
}
