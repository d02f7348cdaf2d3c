//! The printable protocol of a vote (表决记录). What people wrote is escaped by the template.

use actix_web::HttpResponse;
use askama::Template;
use domain::Time;
use domain::owner::decision::square_metres;
use domain::vote::objection::{Finding, Objection};
use domain::vote::paper::Batch;
use domain::vote::tally::{NoResult, Outcome};
use domain::vote::turnout::{Areas, Channel, Turnout};
use domain::vote::{Closure, Opening, VoteState};

use super::count::Counted;
use crate::accounts::Changes;
use crate::problem::Problem;
use crate::record::StepRow;
use crate::record::printing::{clock, finding, html, step};

#[derive(Template)]
#[template(path = "protocol.html")]
pub struct Protocol<'a> {
    pub unit: &'a str,
    pub project: &'a str,
    pub counted: &'a Counted,
    pub steps: &'a [StepRow],
    pub objections: &'a [Objection],
    pub turnout: &'a Turnout,
    pub areas: Option<&'a Areas>,
    pub batches: &'a [Batch],
    /// For how many voters each helper cast.
    pub helpers: &'a [u64],
    /// What became of the unit's residencies between the freezing of the roll and the end.
    pub late: Changes,
    pub made_at: Time,
}

impl Protocol<'_> {
    pub fn page(&self) -> Result<HttpResponse, Problem> {
        html(self)
    }

    fn opening(&self) -> Option<&Opening> {
        self.counted.vote.state.opening()
    }

    fn closure(&self) -> Option<&Closure> {
        self.counted.vote.state.closure()
    }

    /// When the result was certified, if it was.
    fn certified(&self) -> Option<String> {
        match &self.counted.vote.state {
            VoteState::Certified(.., certification) => Some(clock(certification.at)),
            VoteState::Drafted
            | VoteState::Open(_)
            | VoteState::Paused(..)
            | VoteState::Closed(..)
            | VoteState::Voided(..) => None,
        }
    }

    /// The title of the option with this number.
    fn title(&self, number: u8) -> &str {
        let options = &self.counted.vote.options;
        options.iter().find(|option| option.number.get() == number).map_or("", |option| option.title.as_str())
    }

    /// The outcome in a sentence: Chinese, English.
    fn outcome(&self) -> (String, String) {
        match self.counted.tally.outcome {
            Outcome::Elected { by_lot, .. } if !self.counted.tally.funded.is_empty() => {
                let funded = &self.counted.tally.funded;
                let titles: Vec<String> =
                    funded.iter().map(|option| format!("{option}号“{}”", self.title(option.get()))).collect();
                let numbers: Vec<String> = funded.iter().map(ToString::to_string).collect();
                let cost = self.counted.vote.rule.purse.as_ref().map_or(0, |purse| purse.cost_of(funded));
                let lot = if by_lot {
                    ("（同票时按抽签次序）", " (by the lot order, among equals)")
                } else {
                    ("", "")
                };
                (
                    format!("入选：{}，共{cost}元{}", titles.join("、"), lot.0),
                    format!("Funded: options {}, {cost} yuan together{}", numbers.join(", "), lot.1),
                )
            }
            Outcome::Elected { option, by_lot } => {
                let title = self.title(option.get());
                let lot = if by_lot {
                    ("（得票相同，按抽签次序）", " (by the lot order, among equals)")
                } else {
                    ("", "")
                };
                (
                    format!("{option}号方案“{title}”当选{}", lot.0),
                    format!("Option {option}, “{title}”, is elected{}", lot.1),
                )
            }
            Outcome::NoResult(why) => {
                let (zh, en) = match why {
                    NoResult::QuorumMissed => ("参与数未达到要求", "too few took part"),
                    NoResult::NoVotes => ("没有有效票", "there was no valid ballot"),
                    NoResult::ThresholdMissed => ("领先者得票未达到要求", "the leader has too little support"),
                    NoResult::Tied => ("得票不分先后，按规则不抽签", "it is a tie, and the rule has no lot decide it"),
                    NoResult::NothingFunded => {
                        ("没有方案能由其支持者的份额负担", "no option's voters could pay for it")
                    }
                };
                (format!("无结果：{zh}"), format!("No result: {en}"))
            }
        }
    }

    fn objections_until(&self) -> Option<String> {
        self.counted.objections_until.map(clock)
    }

    /// The new end, of an extension.
    fn until(&self, step: &StepRow) -> Option<String> {
        step.closes_at.map(clock)
    }

    /// Whether enough voters used this channel for the protocol to say what is known of it.
    fn is_told(&self, way: Channel) -> bool {
        self.turnout.by_channel.iter().any(|cell| cell.channel == Some(way))
    }

    /// The largest number of voters for whom one helper cast.
    fn most_by_one_helper(&self) -> u64 {
        self.helpers.iter().copied().max().unwrap_or(0)
    }

    fn upheld(&self) -> usize {
        self.objections
            .iter()
            .filter_map(|one| one.answer.as_ref())
            .filter(|one| one.finding == Finding::Upheld)
            .count()
    }
}

/// A channel, or several together that few used: Chinese, English.
fn way(channel: &Option<Channel>) -> (&'static str, &'static str) {
    match channel {
        None => ("人数较少的方式（合并）", "ways that few used, together"),
        Some(Channel::Online) => ("本人网上投票", "online, by the voter"),
        Some(Channel::Paper) => ("纸质选票（发出）", "on paper, handed out"),
        Some(Channel::Assisted) => ("工作人员协助投票", "with a helper"),
        Some(Channel::Proxy) => ("委托投票", "by proxy"),
    }
}

fn m2(hundredths: &u64) -> String {
    square_metres(*hundredths)
}
