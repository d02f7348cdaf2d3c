//! Appointments (任命): a person holds a role in an area from a day to a day. All authority comes from them.

use chrono::NaiveDate;

use crate::{
    Time,
    area::{AreaCode, Level},
    calendar::shanghai_date,
    ids::{AccountId, AppointmentId},
    text::Sentence,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Runs the programme of the whole city.
    CityAdministrator,
    /// Runs the flow of a district or a street.
    Steward,
    /// Runs meetings and votes of a street or a residents' committee.
    Moderator,
    /// Community planner (社区规划师), engaged by a district for a term.
    Planner,
    /// System administration (系统管理): the service's state. One of three duties that are kept apart (三权分立),
    /// GB/T 22239-2019, 8.1.5.
    SystemAdministrator,
    /// Audit administration (审计管理): what was done and what was refused.
    AuditAdministrator,
    /// Security administration (安全管理): from where staff act, and what was refused.
    SecurityAdministrator,
}

impl Role {
    pub const ALL: &[Self] = &[
        Self::CityAdministrator,
        Self::Steward,
        Self::Moderator,
        Self::Planner,
        Self::SystemAdministrator,
        Self::AuditAdministrator,
        Self::SecurityAdministrator,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::CityAdministrator => "city_administrator",
            Self::Steward => "steward",
            Self::Moderator => "moderator",
            Self::Planner => "planner",
            Self::SystemAdministrator => "system_administrator",
            Self::AuditAdministrator => "audit_administrator",
            Self::SecurityAdministrator => "security_administrator",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.word() == word)
    }

    /// The levels of area at which the role exists.
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::CityAdministrator
            | Self::SystemAdministrator
            | Self::AuditAdministrator
            | Self::SecurityAdministrator => &[Level::City],
            Self::Steward => &[Level::District, Level::Street],
            Self::Moderator => &[Level::Street, Level::Committee],
            Self::Planner => &[Level::District],
        }
    }

    /// True for the three administrator duties. A person who holds one of them holds no other post at the same time.
    pub fn is_duty(self) -> bool {
        match self {
            Self::SystemAdministrator | Self::AuditAdministrator | Self::SecurityAdministrator => true,
            Self::CityAdministrator | Self::Steward | Self::Moderator | Self::Planner => false,
        }
    }
}

/// A post: a role in an area, at a level where the role exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    role: Role,
    area: AreaCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppointRefusal {
    #[error("this role does not exist at the level of this area")]
    WrongLevel,
    #[error("the appointment ends before it begins")]
    EndsBeforeItBegins,
    #[error("the appointment would be over already")]
    AlreadyOver,
    #[error("nobody appoints themselves")]
    Oneself,
    #[error("none of your appointments lets you give this role in this area")]
    NotYoursToGive,
    #[error("an administrator duty is held alone: the person holds another post at that time")]
    DutiesKeptApart,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndRefusal {
    #[error("the appointment has already ended")]
    AlreadyEnded,
}

impl Post {
    pub fn new(role: Role, area: AreaCode) -> Result<Self, AppointRefusal> {
        if role.levels().contains(&area.level()) { Ok(Self { role, area }) } else { Err(AppointRefusal::WrongLevel) }
    }

    pub fn role(&self) -> Role {
        self.role
    }

    pub fn area(&self) -> &AreaCode {
        &self.area
    }

    /// A city administrator fills every post. A steward fills the posts below their own inside their area: stewards of
    /// streets, planners (a district's steward), moderators. Nobody else fills posts, and the three duties least of
    /// all.
    pub fn may_fill(&self, other: &Self) -> bool {
        match self.role {
            Role::CityAdministrator => true,
            Role::Steward => {
                self.area.covers(&other.area)
                    && match other.role {
                        Role::CityAdministrator
                        | Role::SystemAdministrator
                        | Role::AuditAdministrator
                        | Role::SecurityAdministrator => false,
                        Role::Steward => self.area.level() < other.area.level(),
                        Role::Moderator | Role::Planner => true,
                    }
            }
            Role::Moderator
            | Role::Planner
            | Role::SystemAdministrator
            | Role::AuditAdministrator
            | Role::SecurityAdministrator => false,
        }
    }
}

/// May a person with `own` posts help a person with `theirs` back into their account? Only if they may fill every one
/// of those posts. A person without a post is helped by a city administrator.
pub fn may_fill_all(own: &[Post], theirs: &[Post]) -> bool {
    let is_city = |post: &Post| post.role() == Role::CityAdministrator;
    let may_fill = |post: &Post| own.iter().any(|mine| mine.may_fill(post));
    if theirs.is_empty() { own.iter().any(is_city) } else { theirs.iter().all(may_fill) }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    pub id: AppointmentId,
    pub account: AccountId,
    pub post: Post,
    /// First and last day, by Shanghai's calendar. Without a last day the appointment holds until somebody ends it.
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
    pub reason: Sentence,
    pub ended: Option<Ended>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    pub at: Time,
    pub reason: Sentence,
}

impl Appointment {
    /// Checks the term; [`may_appoint`] says who may give the post.
    pub fn begin(
        id: AppointmentId,
        account: AccountId,
        post: Post,
        from_on: NaiveDate,
        until_on: Option<NaiveDate>,
        reason: Sentence,
        now: Time,
    ) -> Result<Self, AppointRefusal> {
        match until_on {
            Some(last) if last < from_on => return Err(AppointRefusal::EndsBeforeItBegins),
            Some(last) if last < shanghai_date(now) => return Err(AppointRefusal::AlreadyOver),
            Some(_) | None => {}
        }
        Ok(Self { id, account, post, from_on, until_on, reason, ended: None })
    }

    /// Does the appointment give authority at this moment? It gives none from the moment at which it was ended.
    pub fn holds_on(&self, now: Time) -> bool {
        let today = shanghai_date(now);
        self.ended.as_ref().is_none_or(|ended| now < ended.at)
            && self.from_on <= today
            && self.until_on.is_none_or(|last| today <= last)
    }

    /// Does the appointment hold now, or will it hold later?
    pub fn is_to_reckon_with(&self, now: Time) -> bool {
        self.ended.is_none() && self.until_on.is_none_or(|last| shanghai_date(now) <= last)
    }

    /// Do the terms of two appointments that were not ended share a day?
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |first: &Self, second: &Self| first.until_on.is_some_and(|last| last < second.from_on);
        !before(self, other) && !before(other, self)
    }

    pub fn end(&self, reason: Sentence, now: Time) -> Result<Self, EndRefusal> {
        match self.ended {
            Some(_) => Err(EndRefusal::AlreadyEnded),
            None => Ok(Self { ended: Some(Ended { at: now, reason }), ..self.clone() }),
        }
    }
}

/// May somebody who holds `held` posts give `post` to `account`?
pub fn may_appoint(by: AccountId, held: &[Post], account: AccountId, post: &Post) -> Result<(), AppointRefusal> {
    if by == account {
        return Err(AppointRefusal::Oneself);
    }
    if held.iter().any(|own| own.may_fill(post)) { Ok(()) } else { Err(AppointRefusal::NotYoursToGive) }
}

/// Each duty is held alone, so that nobody works, watches the work and audits both. `held` are the appointments of the
/// same account that were not ended. Source: GB/T 22239-2019, 8.1.5.1–8.1.5.3 (three separate administrations) and
/// 8.1.7.2 b (the security administrator holds no second post); an auditor can't be one of the audited.
pub fn keep_duties_apart(held: &[Appointment], new: &Appointment) -> Result<(), AppointRefusal> {
    let clashes = |other: &Appointment| {
        let (one, two) = (other.post.role(), new.post.role());
        one != two && (one.is_duty() || two.is_duty()) && other.overlaps(new)
    };
    if held.iter().any(clashes) { Err(AppointRefusal::DutiesKeptApart) } else { Ok(()) }
}

#[cfg(test)]
mod tests;
