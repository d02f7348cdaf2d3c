//! A bundle as it is written: a frame with three gaps, into which leaves, ballots and the lines of the CSV are read
//! from the database, some thousands at a time.

use std::io;

use actix_web::web::Bytes;
use domain::ids::VoteId;
use domain::vote::receipt::Commitment;
use futures_util::stream::{self, Stream};

use super::super::store;
use super::BallotView;
use super::exports::{HEADER, line_of};
use crate::problem::Problem;
use crate::record;
use crate::state::App;

const AT_A_TIME: u64 = 5_000;

pub struct Writing {
    app: App,
    vote: VoteId,
    /// What is written before each gap.
    before: [String; 3],
    after: String,
    /// Ballots that were counted, and those that were written.
    cast: u64,
    written: u64,
    at: At,
}

/// What is written next.
enum At {
    Frame(Gap),
    Leaves { from: u64 },
    Ballots { after: Option<Commitment> },
    Lines { after: Option<Commitment> },
    End,
    Over,
}

#[derive(Clone, Copy)]
enum Gap {
    Leaves,
    Ballots,
    Lines,
}

impl Writing {
    /// The frame is a bundle without leaves, ballots and lines.
    pub fn begin(app: &App, vote: VoteId, cast: u64, frame: &str) -> Option<Self> {
        let [to_leaves, to_ballots, to_lines, after] = parts(frame)?.map(str::to_owned);
        let (app, before) = (app.clone(), [to_leaves, to_ballots, to_lines]);
        Some(Self { app, vote, before, after, cast, written: 0, at: At::Frame(Gap::Leaves) })
    }

    pub fn pieces(self) -> impl Stream<Item = io::Result<Bytes>> + 'static {
        stream::unfold(self, async |mut writing| {
            let piece = writing.next().await.transpose()?;
            let failed = |problem: Problem| {
                tracing::error!(%problem, vote = %writing.vote, "a bundle can't be written to its end");
                io::Error::other("the bundle can't be written to its end")
            };
            let piece = piece.map(Bytes::from).map_err(failed);
            if piece.is_err() {
                writing.at = At::Over;
            }
            Some((piece, writing))
        })
    }

    /// The next piece; none at the end.
    async fn next(&mut self) -> Result<Option<String>, Problem> {
        loop {
            let piece = match self.at {
                At::Frame(gap) => self.frame(gap),
                At::Leaves { from } => self.leaves(from).await?,
                At::Ballots { after } => self.ballots(after).await?,
                At::Lines { after } => self.lines(after).await?,
                At::End => {
                    self.at = At::Over;
                    Some(std::mem::take(&mut self.after))
                }
                At::Over => return Ok(None),
            };
            if piece.is_some() {
                return Ok(piece);
            }
        }
    }

    fn frame(&mut self, gap: Gap) -> Option<String> {
        let [to_leaves, to_ballots, to_lines] = &mut self.before;
        let (before, next) = match gap {
            Gap::Leaves => (to_leaves, At::Leaves { from: 0 }),
            Gap::Ballots => (to_ballots, At::Ballots { after: None }),
            Gap::Lines => (to_lines, At::Lines { after: None }),
        };
        self.at = next;
        Some(std::mem::take(before))
    }

    async fn leaves(&mut self, from: u64) -> Result<Option<String>, Problem> {
        let some = record::log::store::leaves(self.app.db().reads(), self.vote.into(), from, AT_A_TIME).await?;
        let Some((last, _)) = some.last() else {
            self.at = At::Frame(Gap::Ballots);
            return Ok(None);
        };
        self.at = At::Leaves { from: last.saturating_add(1) };
        let some: Vec<&String> = some.iter().map(|(_, leaf)| leaf).collect();
        items(&some, from == 0).map(Some)
    }

    async fn ballots(&mut self, after: Option<Commitment>) -> Result<Option<String>, Problem> {
        let some = store::open_after(self.app.db().reads(), self.vote, after, AT_A_TIME).await?;
        let Some(last) = some.last() else {
            // The vote was voided meanwhile: part of its ballots must not look like a bundle.
            if self.written != self.cast {
                return Err(Problem::broken());
            }
            self.at = At::Frame(Gap::Lines);
            return Ok(None);
        };
        self.at = At::Ballots { after: Some(last.commitment) };
        self.written = self.written.saturating_add(u64::try_from(some.len()).unwrap_or(u64::MAX));
        let some: Vec<BallotView> = some.iter().map(BallotView::from).collect();
        items(&some, after.is_none()).map(Some)
    }

    async fn lines(&mut self, after: Option<Commitment>) -> Result<Option<String>, Problem> {
        let some = store::open_after(self.app.db().reads(), self.vote, after, AT_A_TIME).await?;
        let Some(last) = some.last() else {
            self.at = At::End;
            return Ok(None);
        };
        self.at = At::Lines { after: Some(last.commitment) };
        let lines = some.iter().map(|one| line_of(&one.commitment.to_string(), &one.ballot.canonical()));
        let text = serde_json::to_string(&lines.collect::<String>()).map_err(|_| Problem::broken())?;
        let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        Ok(inside.map(str::to_owned))
    }
}

/// Items of a JSON list that is written in parts, without the brackets.
fn items(some: &[impl serde::Serialize], is_first: bool) -> Result<String, Problem> {
    let list = serde_json::to_string(some).map_err(|_| Problem::broken())?;
    let inside = list.strip_prefix('[').and_then(|list| list.strip_suffix(']')).unwrap_or_default();
    Ok(if is_first { inside.to_owned() } else { format!(",{inside}") })
}

/// The parts of the frame before, between and after the three gaps. JSON escapes quotation marks inside texts, so what
/// marks a gap can't occur in a text.
fn parts(frame: &str) -> Option<[&str; 4]> {
    let header = serde_json::to_string(HEADER).ok()?;
    let (to_leaves, rest) = cut_after(frame, "\"leaves\":[")?;
    let (to_ballots, rest) = cut_after(rest, "\"ballots\":[")?;
    let (to_lines, after) = cut_after(rest, &format!("\"csv\":{}", header.strip_suffix('"')?))?;
    Some([to_leaves, to_ballots, to_lines, after])
}

fn cut_after<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    text.split_at_checked(text.find(mark)? + mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_title_that_looks_like_a_gap_is_none() {
        let title = "\"leaves\":[ \"ballots\":[ \"csv\":\"commitment,ballot\r\n";
        let texts = [
            json!({"title": title}).to_string(),
            json!([title]).to_string(),
            json!({"csv": HEADER, "preflib": title}).to_string(),
        ];
        let [rules, result, exports] = &texts;
        let frame =
            format!("{{\"rules\":{rules},\"leaves\":[],\"ballots\":[],\"result\":{result},\"exports\":{exports}}}");
        let [to_leaves, to_ballots, to_lines, after] = parts(&frame).unwrap();
        assert_eq!([to_leaves, to_ballots, to_lines, after].concat(), frame);
        let whole = format!("{to_leaves}1,2{to_ballots}3{to_lines}c,marks:1\\r\\n{after}");
        let whole: serde_json::Value = serde_json::from_str(&whole).unwrap();
        assert_eq!((&whole["leaves"], &whole["ballots"]), (&json!([1, 2]), &json!([3])));
        assert_eq!(whole["exports"], json!({"csv": format!("{HEADER}c,marks:1\r\n"), "preflib": title}));
        assert_eq!(whole["rules"]["title"], title);
    }
}
