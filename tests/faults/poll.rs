//! A vote in which every voter remembers which ballots they sent and which of them were acknowledged.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use domain::ids::VoteId;
use domain::vote::ballot::Ballot;
use domain::vote::receipt::{Commitment, Nonce};
use tests::{Person, Town, Value, json};

use crate::flow::Flow;

/// How many voters the vote has.
pub const VOTERS: usize = 16;

/// An open vote and its voters.
pub struct Poll {
    pub flow: Flow,
    pub vote: Value,
    pub voters: Vec<Voter>,
}

/// A voter with an access token, who numbers their ballots and remembers the acknowledged ones.
pub struct Voter {
    pub person: Person,
    pub token: String,
    number: u8,
    attempted: Cell<u32>,
    acknowledged: RefCell<Vec<u32>>,
}

impl Poll {
    /// Opens a vote in which every voter has cast a first ballot.
    pub async fn opens(town: &Town) -> Self {
        let flow = Flow::new(town).await;
        let names: Vec<String> = (0..VOTERS).map(|number| format!("居民{number}")).collect();
        let people = flow.neighbours(&names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let vote = flow.open_vote().await;
        let mut voters = Vec::new();
        for (number, person) in people.into_iter().enumerate() {
            let (token, number) = (person.token().await.unwrap(), u8::try_from(number).unwrap());
            let voter = Voter { person, token, number, attempted: Cell::new(0), acknowledged: RefCell::default() };
            voter.person.does("cast_ballot").at("vote", &vote).with(voter.next()).ok().await;
            voter.is_acknowledged();
            voters.push(voter);
        }
        Self { flow, vote, voters }
    }

    /// How many ballots were acknowledged so far.
    pub fn acknowledged(&self) -> usize {
        self.voters.iter().map(|voter| voter.acknowledged.borrow().len()).sum()
    }

    /// Checks which ballot of each voter counts. It must be the last acknowledged one, or with `may_be_lost` a later
    /// one whose answer was lost.
    pub async fn holds(&self, may_be_lost: bool) {
        for voter in &self.voters {
            let receipt = voter.person.does("read_my_receipt").at("vote", &self.vote).ok().await;
            let (last, attempted) = (*voter.acknowledged.borrow().last().unwrap(), voter.attempted.get());
            let most = if may_be_lost { attempted } else { last };
            let is_live = |cast: &u32| receipt["commitment"] == self.commitment(voter, *cast);
            let live = (0..=attempted).rev().find(is_live);
            assert!(
                live.is_some_and(|live| (last..=most).contains(&live)),
                "{live:?} counts; {last} was acknowledged, {attempted} sent"
            );
        }
    }

    /// Closes the vote, and checks that every acknowledged ballot is in the log once and that every voter counts once.
    pub async fn closes(&self) {
        let why = json!({"reason": "名册上的居民均已有机会投票"});
        self.flow.moderator.does("close_vote").at("vote", &self.vote).with(why).ok().await;
        let bundle = self.flow.public.does("download_bundle").at("vote", &self.vote).ok().await;
        assert_eq!(bundle["ballots"].as_array().unwrap().len(), VOTERS);
        let mut logged = BTreeSet::new();
        for leaf in bundle["leaves"].as_array().unwrap() {
            let leaf: Value = serde_json::from_str(leaf.as_str().unwrap()).unwrap();
            if leaf["kind"] == "cast" {
                let commitment = leaf["commitment"].as_str().unwrap().to_owned();
                assert!(logged.insert(commitment), "logged twice: {leaf}");
            }
        }
        for voter in &self.voters {
            for cast in voter.acknowledged.borrow().iter() {
                assert!(logged.contains(&self.commitment(voter, *cast)), "acknowledged, and not in the log");
            }
        }
        let verified = sanhui::infra::audit::verify(self.flow.town.app().db().reads()).await.unwrap();
        assert!(verified.is_ok(), "{verified:?}");
    }

    fn commitment(&self, voter: &Voter, cast: u32) -> String {
        let id = VoteId(self.vote["id"].as_str().unwrap().parse().unwrap());
        let ballot = Ballot::from_canonical(&format!("marks:{}", cast % 2 + 1)).unwrap();
        Commitment::to(id, Nonce(voter.nonce(cast)), &ballot).to_string()
    }
}

impl Voter {
    /// The body of the voter's next ballot, with another choice than the one before.
    pub fn next(&self) -> Value {
        self.attempted.set(self.attempted.get() + 1);
        let cast = self.attempted.get();
        json!({"choices": [cast % 2 + 1], "nonce": hex::encode(self.nonce(cast))})
    }

    /// Notes that the ballot sent last was acknowledged.
    pub fn is_acknowledged(&self) {
        self.acknowledged.borrow_mut().push(self.attempted.get());
    }

    fn nonce(&self, cast: u32) -> [u8; 32] {
        let mut nonce = [self.number; 32];
        nonce[..4].copy_from_slice(&cast.to_be_bytes());
        nonce
    }
}
