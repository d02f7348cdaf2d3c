//! The outbox's other end: each message that is due goes to its provider, or, in development, to the log.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use chrono::TimeDelta;
use domain::Time;
use domain::account::{CODE_LIFE_MINUTES, EmailAddress, PhoneNumber};
use uuid::Uuid;

use super::mail::{Mail, Mailer, MailerError};
use super::outbox::{Channel, Claimed};
use super::settings::{Mode, Settings, Sms, SmsProvider};
use super::sms::{self, CodeMessage, NotSent};

/// How many messages a development service holds for reading: the newest ones.
const MOST_HELD: usize = 500;

pub struct Delivery {
    sms: Sms,
    mailer: Option<Mailer>,
    public_url: String,
    /// In development only: what would have been sent.
    held: Option<Mutex<VecDeque<HeldMessage>>>,
    /// Only one task of a process sends at a time. A task that waited for its turn finds every message sent that was
    /// due.
    sender: tokio::sync::Mutex<()>,
}

/// A message that went to the log instead of a provider.
#[derive(Clone)]
pub struct HeldMessage {
    pub key: Uuid,
    pub channel: Channel,
    pub to: String,
    pub template: String,
    pub values: Vec<String>,
    pub sent_at: Time,
}

impl Delivery {
    pub fn new(settings: &Settings) -> Result<Self, MailerError> {
        let mailer = settings.smtp_url.as_deref().map(|url| Mailer::new(url, &settings.mail_from)).transpose()?;
        Ok(Self {
            sms: settings.sms.clone(),
            mailer,
            public_url: settings.public_url.clone(),
            held: (settings.mode == Mode::Development).then(Mutex::default),
            sender: tokio::sync::Mutex::default(),
        })
    }

    /// The messages held for this number or address (or for anyone), the newest first.
    pub fn held(&self, to: Option<&str>) -> Vec<HeldMessage> {
        let Some(held) = &self.held else { return Vec::new() };
        let held = held.lock().unwrap_or_else(PoisonError::into_inner);
        held.iter().filter(|message| to.is_none_or(|to| message.to == to)).cloned().collect()
    }

    /// Waits for its turn to send.
    pub async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.sender.lock().await
    }

    pub async fn deliver(&self, claimed: &Claimed, now: Time) -> Result<(), NotSent> {
        match (claimed.channel, &self.mailer, &self.held) {
            (Channel::Sms, _, Some(held)) if matches!(self.sms.provider, SmsProvider::None | SmsProvider::Log) => {
                hold(held, claimed, now);
                Ok(())
            }
            (Channel::Sms, _, _) => self.send_code(claimed, now).await,
            (Channel::Mail, Some(mailer), _) => self.send_mail(mailer, claimed).await,
            (Channel::Mail, None, Some(held)) => {
                hold(held, claimed, now);
                Ok(())
            }
            (Channel::Mail, None, None) => Err(NotSent::Later("no mail server is set".to_owned())),
        }
    }

    async fn send_code(&self, claimed: &Claimed, now: Time) -> Result<(), NotSent> {
        if now >= claimed.created_at + TimeDelta::minutes(CODE_LIFE_MINUTES) {
            return Err(NotSent::Never("the code was too old to send".to_owned()));
        }
        let unusable = || NotSent::Never("the message has no number or no code".to_owned());
        let to = PhoneNumber::parse(&claimed.letter.to).map_err(|_| unusable())?;
        let code = claimed.letter.values.first().ok_or_else(unusable)?;
        let message = CodeMessage { key: claimed.key.to_string(), to: &to, code, minutes: CODE_LIFE_MINUTES };
        sms::send_code(&self.sms, &message, now).await
    }

    async fn send_mail(&self, mailer: &Mailer, claimed: &Claimed) -> Result<(), NotSent> {
        let to = EmailAddress::parse(&claimed.letter.to)
            .map_err(|_| NotSent::Never("the message has no address".to_owned()))?;
        let (subject, text) = self.compose(&claimed.letter.template, &claimed.letter.values)?;
        mailer.send(Mail { key: claimed.key.to_string(), to: &to, subject, text }).await
    }

    /// A token is never part of a link, because browser histories and logs hold links.
    fn compose(&self, template: &str, values: &[String]) -> Result<(&'static str, String), NotSent> {
        match (template, values) {
            ("invitation", [token, name]) => Ok((
                "三会：邀请您加入 / Sanhui: an invitation",
                format!(
                    "{name}，您好！\n\n您被邀请加入“三会”居民参与平台。请在七天内使用下面的邀请码设置密码：\n\n    {token}\n\n\
                     服务地址：{url}\n如果您没有料到这封邮件，请不必理会。\n\n\
                     You are invited to Sanhui. Within seven days, accept with the code above and choose a password.\n\
                     If you did not expect this mail, ignore it.\n",
                    url = self.public_url,
                ),
            )),
            ("password_reset", [token, minutes]) => Ok((
                "三会：重置密码 / Sanhui: a new password",
                format!(
                    "您好！\n\n有人申请重置您在“三会”平台的密码。如果是您本人，请在 {minutes} 分钟内使用下面的重置码设置新密码：\n\n    {token}\n\n\
                     服务地址：{url}\n如果不是您本人申请，请不必理会，密码不会改变。\n\n\
                     Somebody asked to reset your password. If it was you, use the code above within {minutes} minutes. If not, ignore this mail: nothing has changed.\n",
                    url = self.public_url,
                ),
            )),
            ("account_notice", [zh, en]) => Ok((
                "三会：账号安全提醒 / Sanhui: about your account",
                format!("您好！\n\n{zh}\n\n服务地址：{url}\n\n{en}\n", url = self.public_url),
            )),
            (other, _) => Err(NotSent::Never(format!("there is no mail template {other:?}"))),
        }
    }
}

fn hold(held: &Mutex<VecDeque<HeldMessage>>, claimed: &Claimed, now: Time) {
    let letter = claimed.letter.clone();
    let (to, template, values) = (letter.to, letter.template, letter.values);
    let (what, said) = (template.as_str(), values.first().map_or("", String::as_str));
    tracing::info!(to, what, said, "a message of a development service");
    let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
    held.push_front(HeldMessage { key: claimed.key, channel: claimed.channel, to, template, values, sent_at: now });
    held.truncate(MOST_HELD);
}
