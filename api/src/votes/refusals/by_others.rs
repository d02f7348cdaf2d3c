//! Refusals of ballots that others cast for a voter, and of sheets that come back.

use domain::vote::help::{CancelRefusal, HelpRefusal};
use domain::vote::paper::TakeBackRefusal;
use domain::vote::proxy::{GiveRefusal, UseRefusal};
use domain::vote::turnout::Channel;

use crate::problem::{Kind, Problem};

/// A ballot named by its channel, in Chinese.
pub fn came(live: Channel) -> &'static str {
    match live {
        Channel::Online => "本人投出的选票",
        Channel::Paper => "纸质选票",
        Channel::Assisted => "协助投出的选票",
        Channel::Proxy => "委托投出的选票",
    }
}

impl From<HelpRefusal> for Problem {
    fn from(refusal: HelpRefusal) -> Self {
        match refusal {
            HelpRefusal::OwnBallot => {
                Self::field("/account_id", "yourself", refusal.to_string(), "不能协助本人或本户投票，请自行投票")
            }
            HelpRefusal::FormByTelephone => {
                let zh = "电话协助无法签署书面确认，请录音或请见证人旁听";
                Self::field("/consent/kind", "not_by_telephone", refusal.to_string(), zh)
            }
        }
    }
}

impl From<CancelRefusal> for Problem {
    fn from(refusal: CancelRefusal) -> Self {
        match refusal {
            CancelRefusal::Vote(refusal) => refusal.into(),
            CancelRefusal::NotStanding => Self::new(Kind::AssistedBallotNotStanding),
        }
    }
}

impl From<GiveRefusal> for Problem {
    fn from(refusal: GiveRefusal) -> Self {
        match refusal {
            GiveRefusal::Vote(refusal) => refusal.into(),
            GiveRefusal::ToYourself => {
                let zh = "不能委托本人或同户成员，可直接投票";
                Self::field("/holder_account_id", "yourself", refusal.to_string(), zh)
            }
            GiveRefusal::AlreadyGiven => Self::new(Kind::ProxyAlreadyGiven),
            GiveRefusal::HolderFull { most } => {
                let zh = format!("每名受托人在本次表决中最多代 {most} 名投票人投票");
                Self::new(Kind::ProxyHolderFull).say(refusal.to_string(), zh)
            }
            GiveRefusal::Chain => Self::new(Kind::ProxyChain),
            GiveRefusal::OverAlready => Self::field("/expires_at", "in_the_past", refusal.to_string(), "委托期限已过"),
        }
    }
}

impl From<UseRefusal> for Problem {
    fn from(refusal: UseRefusal) -> Self {
        match refusal {
            UseRefusal::Vote(refusal) => refusal.into(),
            UseRefusal::Revoked => Self::new(Kind::ProxyRevoked),
            UseRefusal::Expired { until } => {
                Self::new(Kind::ProxyExpired).say(refusal.to_string(), format!("委托已于 {until} 到期"))
            }
        }
    }
}

impl From<TakeBackRefusal> for Problem {
    fn from(refusal: TakeBackRefusal) -> Self {
        match refusal {
            TakeBackRefusal::Vote(refusal) => refusal.into(),
            TakeBackRefusal::NotHandedOut => Self::new(Kind::PaperNotHandedOut),
            TakeBackRefusal::Sheet(refusal) => refusal.into(),
            TakeBackRefusal::AllKeyed => {
                let zh = "已录入的张数与发出的张数相同，该投票人的纸票应已在其中";
                Self::new(Kind::PaperDoesNotAddUp).say(refusal.to_string(), zh)
            }
        }
    }
}
