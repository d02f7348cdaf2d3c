use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::appointment::Role;
use crate::design::{Review, Submission, Verdict};
use crate::ids::NeedId;
use crate::text::{Prose, Title};

const DAY: i64 = 86_400;
const FIRST: DesignId = DesignId(Uuid::from_u128(1));
const SECOND: DesignId = DesignId(Uuid::from_u128(2));
const VOTE: VoteId = VoteId(Uuid::from_u128(3));

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn day(number: i64) -> Time {
    Time::from_timestamp(1_780_000_000 + number * DAY, 0).unwrap()
}

fn because() -> Sentence {
    Sentence::parse("居民代表会议意见一致").unwrap()
}

fn plan() -> Plan {
    let on = |month| chrono::NaiveDate::from_ymd_opt(2026, month, 1).unwrap();
    Plan {
        title: Title::parse("口袋公园").unwrap(),
        content: Prose::parse("闲置绿地改造").unwrap(),
        implementation_path: Prose::parse("街道实施").unwrap(),
        implementing_body: Title::parse("街道办事处").unwrap(),
        funding_source: Title::parse("区财政").unwrap(),
        budget: Fen::parse(12_000_000).unwrap(),
        schedule: Schedule::new(on(5), on(9)).unwrap(),
        design_team: None,
        kind: ProjectKind::Quality,
        level: ProjectLevel::Street,
        year: Year::parse(2026).unwrap(),
    }
}

fn source(number: u128) -> Source {
    Source { origin: Origin::Need(id::<NeedId>(number)), reason: because(), linked_at: day(0) }
}

fn review() -> Review {
    Review {
        planner: id(50),
        opinion: Prose::parse("可行").unwrap(),
        verdict: Verdict::Recommend,
        conflict: false,
        reviewed_at: day(2),
    }
}

fn certified(winner: Option<DesignId>) -> VoteFact {
    VoteFact { id: VOTE, state: VoteState::Certified { winner }, funded: Vec::new() }
}

/// A project with its designs: what the events act on.
#[derive(Clone, Debug)]
struct Scene {
    project: Project,
    designs: Vec<Design>,
}

#[derive(Clone, Copy, Debug)]
enum Event {
    Update,
    LinkNew,
    LinkSame,
    Unlink,
    Submit,
    Review,
    Withdraw,
    OpenPublicity,
    ApproveByVote,
    ApproveByReason,
    Start,
    Report,
    Complete,
    Drop,
}

impl Event {
    const ALL: &[Self] = &[
        Self::Update,
        Self::LinkNew,
        Self::LinkSame,
        Self::Unlink,
        Self::Submit,
        Self::Review,
        Self::Withdraw,
        Self::OpenPublicity,
        Self::ApproveByVote,
        Self::ApproveByReason,
        Self::Start,
        Self::Report,
        Self::Complete,
        Self::Drop,
    ];
}

fn named(refusal: impl std::fmt::Debug) -> String {
    format!("{refusal:?}")
}

impl Scene {
    fn proposed() -> Self {
        let project = Project::propose(id(9), id(8), plan(), None, id(7), day(0)).unwrap();
        Self { project, designs: vec![] }
    }

    fn then(self, event: Event, now: Time) -> Self {
        self.meets(event, now).unwrap()
    }

    /// The scene after the event, or the name of the gate that is shut. Withdrawing and reviewing act on the first
    /// design that stands.
    fn meets(&self, event: Event, now: Time) -> Result<Self, String> {
        let Self { project, mut designs } = self.clone();
        let standing = designs.iter().filter(|design| design.stands()).count();
        let at = designs.iter().position(Design::stands);
        let project = match event {
            Event::Update => project.update(plan()).map_err(named)?,
            Event::LinkNew => {
                let unused = source(100 + u128::try_from(project.sources.len()).unwrap());
                project.link_source(unused).map_err(named)?
            }
            Event::LinkSame => project.link_source(source(99)).map_err(named)?,
            Event::Unlink => project.unlink_source(source(99).origin, &designs).map_err(named)?,
            Event::Submit => {
                let (title, summary) = (Title::parse("方案").unwrap(), Prose::parse("说明").unwrap());
                let submission = Submission { title, summary, author: id(40), author_role: Role::Moderator };
                let next = id(u128::try_from(designs.len()).unwrap() + 1);
                designs.push(Design::submit(next, &project, standing, submission, now).map_err(named)?);
                project
            }
            Event::Review => {
                let at = at.ok_or("NoDesign")?;
                designs[at] = designs[at].clone().review(&project, true, review()).map_err(named)?;
                project
            }
            Event::Withdraw => {
                let at = at.ok_or("NoDesign")?;
                let design = designs[at].clone();
                designs[at] = design.withdraw(&project, standing - 1, false, because(), now).map_err(named)?;
                project
            }
            Event::OpenPublicity => project.open_publicity(&designs, 7, now).map_err(named)?,
            Event::ApproveByVote => {
                let votes = [certified(Some(FIRST))];
                project.approve_design(FIRST, Ground::Vote(VOTE), &designs, &votes, now).map_err(named)?
            }
            Event::ApproveByReason => {
                project.approve_design(FIRST, Ground::Reason(because()), &designs, &[], now).map_err(named)?
            }
            Event::Start => project.start_building(now).map_err(named)?,
            Event::Report => {
                project.report_progress(Percent::parse(60).unwrap(), Fen::parse(5).unwrap()).map_err(named)?
            }
            Event::Complete => project.complete(None, now).map_err(named)?,
            Event::Drop => project.drop(because(), &[], now).map_err(named)?,
        };
        Ok(Self { project, designs })
    }
}

/// Every state of the flow, in the order of the table's columns, with the time at which the events are tried in it.
fn states() -> [(&'static str, Scene, Time); 10] {
    let bare = Scene::proposed();
    let sourced = bare.clone().then(Event::LinkSame, day(1));
    let designed = sourced.clone().then(Event::Submit, day(1));
    let mut reviewed = designed.clone().then(Event::Submit, day(1)).then(Event::Review, day(2));
    reviewed.designs[1].reviews.push(review());
    let publicity = reviewed.clone().then(Event::OpenPublicity, day(3));
    let approved = publicity.clone().then(Event::ApproveByVote, day(10));
    let building = approved.clone().then(Event::Start, day(11));
    let completed = building.clone().then(Event::Complete, day(12));
    let dropped = publicity.clone().then(Event::Drop, day(4));
    [
        ("proposed", bare, day(1)),
        ("with a source", sourced, day(1)),
        ("with a design", designed, day(1)),
        ("with reviewed designs", reviewed, day(3)),
        ("in publicity", publicity.clone(), day(9)),
        ("publicity over", publicity, day(10)),
        ("approved", approved, day(11)),
        ("building", building, day(12)),
        ("completed", completed, day(13)),
        ("dropped", dropped, day(30)),
    ]
}

#[test]
fn every_state_meets_every_event_as_the_table_says() {
    use Event as E;
    #[rustfmt::skip]
    let table: [(Event, [&str; 10]); 14] = [
        (E::Update,          ["ok", "ok", "ok", "ok", "PlanIsFixed", "PlanIsFixed", "PlanIsFixed", "PlanIsFixed", "PlanIsFixed", "PlanIsFixed"]),
        (E::LinkNew,         ["ok", "ok", "ok", "ok", "ok", "ok", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed"]),
        (E::LinkSame,        ["ok", "AlreadyLinked", "AlreadyLinked", "AlreadyLinked", "AlreadyLinked", "AlreadyLinked", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed"]),
        (E::Unlink,          ["NotLinked", "ok", "LastSource", "LastSource", "LastSource", "LastSource", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed", "SourcesAreFixed"]),
        (E::Submit,          ["NoSourceLinked", "ok", "ok", "ok", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed"]),
        (E::Review,          ["NoDesign", "NoDesign", "ok", "ok", "ok", "ok", "ReviewsAreFixed", "ReviewsAreFixed", "ReviewsAreFixed", "ReviewsAreFixed"]),
        (E::Withdraw,        ["NoDesign", "NoDesign", "ok", "ok", "ok", "ok", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed", "DesignsAreFixed"]),
        (E::OpenPublicity,   ["NoDesignSubmitted", "NoDesignSubmitted", "DesignNotReviewed", "ok", "AlreadyOpened", "AlreadyOpened", "AlreadyOpened", "AlreadyOpened", "AlreadyOpened", "ProjectDropped"]),
        (E::ApproveByVote,   ["NotInPublicity", "NotInPublicity", "NotInPublicity", "NotInPublicity", "PublicityStillRunning", "ok", "AlreadyApproved", "AlreadyApproved", "AlreadyApproved", "ProjectDropped"]),
        (E::ApproveByReason, ["NotInPublicity", "NotInPublicity", "NotInPublicity", "NotInPublicity", "PublicityStillRunning", "ok", "AlreadyApproved", "AlreadyApproved", "AlreadyApproved", "ProjectDropped"]),
        (E::Start,           ["DesignNotApproved", "DesignNotApproved", "DesignNotApproved", "DesignNotApproved", "DesignNotApproved", "DesignNotApproved", "ok", "AlreadyStarted", "AlreadyStarted", "ProjectDropped"]),
        (E::Report,          ["NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "ok", "NotBuilding", "NotBuilding"]),
        (E::Complete,        ["NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "NotBuilding", "ok", "NotBuilding", "NotBuilding"]),
        (E::Drop,            ["ok", "ok", "ok", "ok", "ok", "ok", "ok", "ok", "ProjectCompleted", "AlreadyDropped"]),
    ];
    for (event, outcomes) in table {
        for ((state, scene, now), expected) in states().into_iter().zip(outcomes) {
            let outcome = scene.meets(event, now).err().unwrap_or_else(|| "ok".to_owned());
            assert_eq!(outcome, expected, "{event:?} while {state}");
        }
    }
}

#[test]
fn an_approval_needs_the_vote_to_have_chosen_this_design() {
    use VoteState::{Certified, Drafted, Running};
    let other: VoteId = id(33);
    let [.., (_, over, now), _, _, _, _] = states();
    let by_vote = || Ground::Vote(VOTE);
    let by_reason = || Ground::Reason(because());
    let fact = |id, state| VoteFact { id, state, funded: Vec::new() };
    let cases = [
        ("no votes at all", by_vote(), vec![], "NotAVoteOfTheProject"),
        ("another vote", by_vote(), vec![fact(other, Certified { winner: Some(FIRST) })], "NotAVoteOfTheProject"),
        ("drafted", by_vote(), vec![fact(VOTE, Drafted)], "VoteNotCertified"),
        ("running", by_vote(), vec![fact(VOTE, Running)], "VoteNotCertified"),
        ("another design won", by_vote(), vec![certified(Some(SECOND))], "NotTheWinner"),
        ("nothing won", by_vote(), vec![certified(None)], "NotTheWinner"),
        ("it won", by_vote(), vec![certified(Some(FIRST))], "ok"),
        ("a second vote runs", by_vote(), vec![certified(Some(FIRST)), fact(other, Running)], "VoteNotFinished"),
        ("a second is drafted", by_vote(), vec![certified(Some(FIRST)), fact(other, Drafted)], "ok"),
        ("reason, drafted", by_reason(), vec![fact(VOTE, Drafted)], "ok"),
        ("reason, running", by_reason(), vec![fact(VOTE, Running)], "VoteNotFinished"),
        ("reason against a winner", by_reason(), vec![certified(Some(SECOND))], "NotTheWinner"),
        ("reason with the winner", by_reason(), vec![certified(Some(FIRST))], "ok"),
        ("reason, no winner", by_reason(), vec![certified(None)], "ok"),
    ];
    for (case, ground, votes, expected) in cases {
        let outcome = over.project.clone().approve_design(FIRST, ground, &over.designs, &votes, now);
        assert_eq!(outcome.err().map_or("ok".to_owned(), named), expected, "{case}");
    }
}

#[test]
fn what_a_budget_vote_funded_is_approved_together() {
    let [.., (_, over, now), _, _, _, _] = states();
    let funded = vec![SECOND, id(77), FIRST]; // one was withdrawn meanwhile
    let votes = [VoteFact { funded, ..certified(Some(SECOND)) }];
    let approve = |design| over.project.clone().approve_design(design, Ground::Vote(VOTE), &over.designs, &votes, now);
    let approved = approve(SECOND).unwrap();
    assert_eq!(approved.stage.approval().unwrap().also, [FIRST]);
    assert_eq!(approve(FIRST), Err(ApproveRefusal::NotTheWinner), "the first funded stands for all");
}

#[test]
fn only_a_standing_design_is_approved_and_its_end_frees_the_others() {
    let [.., (_, over, now), _, _, _, _] = states();
    let withdrawn = over.then(Event::Withdraw, now);
    let approve = |design| {
        let votes = [certified(Some(FIRST))];
        withdrawn.project.clone().approve_design(design, Ground::Reason(because()), &withdrawn.designs, &votes, now)
    };
    assert_eq!(approve(FIRST), Err(ApproveRefusal::DesignNotStanding));
    assert_eq!(approve(id(77)), Err(ApproveRefusal::DesignNotStanding));
    assert!(approve(SECOND).is_ok());
}

#[test]
fn a_hearing_must_be_one_of_this_unit_with_published_minutes() {
    let hearing = HearingFact { id: id(5), is_hearing: true, unit: id(8), minutes_published: true };
    let cases = [
        (hearing, None),
        (HearingFact { minutes_published: false, ..hearing }, Some(ProposeRefusal::HearingMinutesNotPublished)),
        (HearingFact { unit: id(80), ..hearing }, Some(ProposeRefusal::NotAHearingOfTheUnit)),
        (HearingFact { is_hearing: false, ..hearing }, Some(ProposeRefusal::NotAHearingOfTheUnit)),
    ];
    for (fact, refusal) in cases {
        assert_eq!(Project::propose(id(9), id(8), plan(), Some(fact), id(7), day(0)).err(), refusal, "{fact:?}");
    }
}

#[test]
fn what_is_done_never_falls_and_completion_keeps_the_last_sum() {
    let [.., (_, building, now), _, _] = states();
    let half = building.then(Event::Report, now).project;
    let less = Percent::parse(59).unwrap();
    assert_eq!(half.clone().report_progress(less, Fen::ZERO), Err(ProgressRefusal::ProgressFalls));
    let corrected = half.report_progress(Percent::parse(60).unwrap(), Fen::parse(4).unwrap()).unwrap();
    let works = |stage: &Stage| stage.works().map(|works| (works.done.get(), works.spent.get()));
    assert_eq!(works(&corrected.clone().complete(None, now).unwrap().stage), Some((100, 4)));
    assert_eq!(works(&corrected.complete(Fen::parse(6).ok(), now).unwrap().stage), Some((100, 6)));
}

#[test]
fn stage_names_come_back_and_a_dropped_project_remembers() {
    assert!(StageName::ALL.iter().all(|&stage| StageName::from_word(stage.word()) == Some(stage)));
    let [.., (_, building, now), _, _] = states();
    let dropped = building.clone().then(Event::Drop, now).project.stage;
    assert_eq!(dropped.works(), building.project.stage.works());
    assert_eq!(dropped.approval(), building.project.stage.approval());
    assert_eq!(dropped.publicity(), building.project.stage.publicity());
}

/// Dropping and withdrawing are rare, because few sequences would otherwise reach the later stages.
fn any_event() -> impl Strategy<Value = Event> {
    let onwards = |event: &Event| !matches!(event, Event::Drop | Event::Withdraw);
    let onwards: Vec<Event> = Event::ALL.iter().copied().filter(onwards).collect();
    prop_oneof![80 => prop::sample::select(onwards), 1 => Just(Event::Drop), 1 => Just(Event::Withdraw)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn nothing_is_completed_that_was_not_shown_approved_and_started(
        moves in prop::collection::vec((any_event(), 0i64..9), 0..150),
    ) {
        let mut scene = Scene::proposed();
        let mut today = 0;
        let mut passed = vec![StageName::Proposed];
        for (event, days) in moves {
            today += days;
            let Ok(next) = scene.meets(event, day(today)) else { continue };
            let (before, after) = (scene.project.stage.name(), next.project.stage.name());
            if before != after {
                prop_assert!(after > before);
                passed.push(after);
            }
            if let Some(approval) = next.project.stage.approval() {
                prop_assert!(approval.publicity.is_over(approval.approved_at));
                prop_assert!(next.designs.iter().any(|design| design.id == approval.design && design.is_reviewed()));
                prop_assert!(!next.project.sources.is_empty());
            }
            prop_assert!(next.project.stage.works().map(|w| w.done) >= scene.project.stage.works().map(|w| w.done));
            scene = next;
        }
        let line = [
            StageName::Proposed, StageName::InPublicity, StageName::Approved, StageName::Building, StageName::Completed,
        ];
        let walked: Vec<_> = passed.iter().copied().filter(|stage| *stage != StageName::Dropped).collect();
        prop_assert_eq!(&line[..walked.len()], &walked[..]);
    }
}

#[test]
fn a_project_people_vote_on_is_not_dropped() {
    let project = Scene::proposed().project;
    let running = [VoteFact { id: VOTE, state: VoteState::Running, funded: Vec::new() }];
    assert_eq!(project.clone().drop(because(), &running, day(1)).map(|_| ()), Err(DropRefusal::VoteNotFinished));
    let drafted = [VoteFact { id: VOTE, state: VoteState::Drafted, funded: Vec::new() }];
    assert!(project.drop(because(), &drafted, day(1)).is_ok());
}
