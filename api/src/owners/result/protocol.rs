//! The printable protocol of an owners' decision (业主共同决定表决记录). The template escapes what people wrote.

use actix_web::HttpResponse;
use askama::Template;
use domain::Time;
use domain::owner::decision::{Leg, Of, Opening, What, legs, square_metres};
use domain::owner::turnout::Building;
use domain::vote::objection::{Finding, Objection};
use domain::vote::tally::owners::{Measure, Voice};

use super::count::Counted;
use crate::owners::drafting::PRESETS;
use crate::owners::drafting::{item_in_words, ways_in_words};
use crate::problem::Problem;
use crate::record::StepRow;
use crate::record::printing::{clock, finding, html, step};

#[derive(Template)]
#[template(path = "owners_protocol.html")]
pub struct Protocol<'a> {
    pub unit: &'a str,
    pub counted: &'a Counted,
    pub steps: &'a [StepRow],
    pub objections: &'a [Objection],
    pub buildings: &'a [Building],
    pub made_at: Time,
}

/// A line of the table of votes: its name in Chinese and in English, and how much voted so.
struct Row {
    zh: &'static str,
    en: &'static str,
    measure: Measure,
}

impl Protocol<'_> {
    pub fn page(&self) -> Result<HttpResponse, Problem> {
        html(self)
    }

    fn opening(&self) -> Option<&Opening> {
        self.counted.decision.opening()
    }

    /// When the result was certified, if it was.
    fn certified(&self) -> Option<String> {
        self.counted.certified_at().map(clock)
    }

    fn passed(&self) -> bool {
        self.counted.result().passed()
    }

    fn legs(&self) -> Vec<Leg> {
        legs(&self.counted.result())
    }

    fn missed(&self) -> Vec<String> {
        self.legs().iter().filter(|leg| !leg.met()).map(|leg| name(leg).0).collect()
    }

    fn rule(&self) -> [String; 2] {
        item_in_words(self.counted.decision.item)
    }

    /// Which ballot counts if a head voted in several ways, sentence by sentence in Chinese and in English.
    fn ways(&self) -> Vec<(String, String)> {
        let [zh, en] = ways_in_words(&self.counted.decision);
        zh.into_iter().zip(en).collect()
    }

    /// Area and heads of the counted ballots by proxy, and how many people cast them; none if the decision offered no
    /// proxies.
    fn by_proxy(&self) -> Option<(Measure, usize)> {
        Some((self.counted.by_proxy()?, self.counted.holders()))
    }

    /// What the item is about, and the article as it is cited.
    fn preset(&self) -> [&str; 2] {
        PRESETS.of(self.counted.decision.item).map_or(["", ""], |preset| [&preset.zh, &preset.cited])
    }

    fn voices(&self) -> Vec<Row> {
        let Counted { register, voices, .. } = self.counted;
        let of = |voice| register.measure(|head| voices.get(head).is_some_and(|row| row.voice == voice));
        let silent = register.measure(|head| !voices.contains_key(head));
        [
            ("同意", "for", of(Voice::For)),
            ("反对", "against", of(Voice::Against)),
            ("弃权", "abstain", of(Voice::Abstain)),
            ("未投票", "no ballot", silent),
            ("全体", "all", register.total()),
        ]
        .map(|(zh, en, measure)| Row { zh, en, measure })
        .into()
    }

    fn upheld(&self) -> usize {
        let answers = self.objections.iter().filter_map(|one| one.answer.as_ref());
        answers.filter(|one| one.finding == Finding::Upheld).count()
    }
}

/// A condition's name in Chinese and in English.
fn name(leg: &Leg) -> (String, &'static str) {
    let (zh, en) = match (leg.what, leg.of) {
        (What::Participation, Of::Area) => ("参与表决·面积", "participation, area"),
        (What::Participation, Of::Heads) => ("参与表决·人数", "participation, heads"),
        (What::Approval, Of::Area) => ("同意·面积", "approval, area"),
        (What::Approval, Of::Heads) => ("同意·人数", "approval, heads"),
    };
    (zh.to_owned(), en)
}

fn m2(hundredths: &u64) -> String {
    square_metres(*hundredths)
}
