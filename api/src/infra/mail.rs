//! Mail through SMTP: plain text, one attempt within ten seconds. Whether to try again is the outbox's business.

use std::time::Duration;

use domain::account::EmailAddress;
use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use super::sms::NotSent;

const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// `key` becomes the Message-ID, the same at every attempt, so that a receiver can drop the second.
pub struct Mail<'a> {
    pub key: String,
    pub to: &'a EmailAddress,
    pub subject: &'a str,
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
pub enum MailerError {
    #[error("the setting smtp_url is not usable; it looks like smtp://host:1025 or smtps://user:password@host")]
    Url,
    #[error("the setting mail_from is not usable; it looks like Sanhui <noreply@example.gov.cn>")]
    From,
}

impl Mailer {
    pub fn new(smtp_url: &str, from: &str) -> Result<Self, MailerError> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(smtp_url).map_err(|_| MailerError::Url)?;
        let from = from.parse().map_err(|_| MailerError::From)?;
        Ok(Self { transport: transport.timeout(Some(PATIENCE)).build(), from })
    }

    pub async fn send(&self, mail: Mail<'_>) -> Result<(), NotSent> {
        let message = self.compose(mail)?;
        // The transport's own time-out is for one command, and a slow server may need many commands.
        let sent = tokio::time::timeout(PATIENCE, self.transport.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => {
                Err(NotSent::Never("the mail server refused the mail".to_owned()))
            }
            Ok(Err(error)) => Err(NotSent::Later(format!("mail could not be sent: {error}"))),
            Err(_) => Err(NotSent::Later("the mail server was too slow".to_owned())),
        }
    }

    fn compose(&self, mail: Mail<'_>) -> Result<Message, NotSent> {
        if mail.subject.contains(['\r', '\n']) || mail.to.as_str().contains(['\r', '\n']) {
            return Err(NotSent::Never("a mail header can't have more than one line".to_owned()));
        }
        let unusable = |_| NotSent::Never("the mail address is not usable".to_owned());
        let to = mail.to.as_str().parse().map_err(unusable)?;
        Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.key, self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text)
            .map_err(|_| NotSent::Never("the mail can't be composed".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn composes_one_recipient_and_refuses_more_lines() {
        let mailer = Mailer::new("smtp://127.0.0.1:1", "Sanhui <noreply@example.cn>").unwrap();
        let to = EmailAddress::parse("wang@example.cn").unwrap();
        let mail = |subject| Mail { key: "k1".to_owned(), to: &to, subject, text: "您好\n".to_owned() };
        let wire = String::from_utf8(mailer.compose(mail("邀请")).unwrap().formatted()).unwrap();
        assert!(wire.contains("Message-ID: <k1@example.cn>") && wire.contains("To: wang@example.cn"), "{wire}");
        let split = mailer.compose(mail("a\r\nBcc: x@example.cn"));
        assert!(matches!(split, Err(NotSent::Never(_))));
    }

    #[tokio::test]
    async fn a_server_that_is_not_there_is_tried_again_later() {
        let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mailer = Mailer::new(&format!("smtp://{closed}"), "noreply@example.cn").unwrap();
        let to = EmailAddress::parse("wang@example.cn").unwrap();
        let mail = Mail { key: "k1".to_owned(), to: &to, subject: "邀请", text: "您好".to_owned() };
        assert!(matches!(mailer.send(mail).await, Err(NotSent::Later(_))));
    }

    #[test]
    fn unusable_settings_are_named() {
        assert!(matches!(Mailer::new("http://x", "a@b.cn"), Err(MailerError::Url)));
        assert!(matches!(Mailer::new("smtp://x", "nobody"), Err(MailerError::From)));
    }
}
