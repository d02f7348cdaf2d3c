use uuid::Uuid;

use super::*;
use crate::project::{Origin, Plan, ProjectKind, ProjectLevel, Publicity, Schedule, Source, Year};

fn id<T: From<Uuid>>(number: u128) -> T {
    T::from(Uuid::from_u128(number))
}

fn at(second: i64) -> Time {
    Time::from_timestamp(second, 0).unwrap()
}

fn because() -> Sentence {
    Sentence::parse("作者要求").unwrap()
}

fn project(stage: Stage) -> Project {
    let on = chrono::NaiveDate::from_ymd_opt(2026, 5, 1).unwrap();
    let title = || Title::parse("步道贯通").unwrap();
    let prose = || Prose::parse("打通断点").unwrap();
    let plan = Plan {
        title: title(),
        content: prose(),
        implementation_path: prose(),
        implementing_body: title(),
        funding_source: title(),
        budget: crate::money::Fen::ZERO,
        schedule: Schedule::new(on, on).unwrap(),
        design_team: None,
        kind: ProjectKind::BasicGuarantee,
        level: ProjectLevel::Street,
        year: Year::parse(2026).unwrap(),
    };
    let source = Source { origin: Origin::Suggestion(id(6)), reason: because(), linked_at: at(0) };
    Project { stage, sources: vec![source], ..Project::propose(id(9), id(8), plan, None, id(7), at(0)).unwrap() }
}

fn in_publicity() -> Project {
    project(Stage::InPublicity(Publicity { from: at(10), until: at(20) }))
}

fn submission() -> Submission {
    let (title, summary) = (Title::parse("方案一").unwrap(), Prose::parse("说明").unwrap());
    Submission { title, summary, author: id(40), author_role: Role::Moderator }
}

fn design() -> Design {
    Design::submit(id(1), &project(Stage::Proposed), 0, submission(), at(1)).unwrap()
}

fn review(planner: u128, verdict: Verdict, conflict: bool) -> Review {
    let opinion = Prose::parse("坡度偏大").unwrap();
    Review { planner: id(planner), opinion, verdict, conflict, reviewed_at: at(2) }
}

#[test]
fn a_planner_has_one_review_a_design_and_may_change_it() {
    let project = in_publicity();
    let design = design()
        .review(&project, true, review(50, Verdict::NotRecommended, false))
        .and_then(|design| design.review(&project, true, review(51, Verdict::Acceptable, false)))
        .and_then(|design| design.review(&project, true, review(50, Verdict::Recommend, false)))
        .unwrap();
    let given: Vec<_> = design.reviews.iter().map(|review| (review.planner, review.verdict)).collect();
    assert_eq!(given, [(id(51), Verdict::Acceptable), (id(50), Verdict::Recommend)]);
}

#[test]
fn a_review_with_a_conflict_is_shown_and_does_not_count() {
    let project = project(Stage::Proposed);
    let design = design().review(&project, true, review(50, Verdict::Recommend, true)).unwrap();
    assert_eq!((design.reviews.len(), design.is_reviewed()), (1, false));
    let design = design.review(&project, true, review(51, Verdict::Acceptable, false)).unwrap();
    assert!(design.is_reviewed());
}

#[test]
fn a_review_is_refused_by_name() {
    let open = project(Stage::Proposed);
    let fair = || review(50, Verdict::Recommend, false);
    assert_eq!(design().review(&open, false, fair()), Err(ReviewDesignRefusal::PlannerNotEngaged));
    let own = review(40, Verdict::Recommend, false);
    assert_eq!(design().review(&open, true, own), Err(ReviewDesignRefusal::ConflictNotDeclared));
    assert!(design().review(&open, true, review(40, Verdict::Recommend, true)).is_ok());
    let withdrawn = design().withdraw(&open, 1, false, because(), at(3)).unwrap();
    assert_eq!(withdrawn.review(&open, true, fair()), Err(ReviewDesignRefusal::DesignWithdrawn));
}

#[test]
fn a_design_can_be_withdrawn_unless_people_are_voting_or_nothing_would_be_left() {
    let (proposed, shown) = (project(Stage::Proposed), in_publicity());
    let cases = [
        (&proposed, 0, false, None),
        (&shown, 1, false, None),
        (&shown, 0, false, Some(WithdrawDesignRefusal::LastDesignStanding)),
        (&shown, 1, true, Some(WithdrawDesignRefusal::VoteNotFinished)),
    ];
    for (project, others, running, refusal) in cases {
        let outcome = design().withdraw(project, others, running, because(), at(3));
        assert_eq!(outcome.err(), refusal, "{:?} {others} {running}", project.stage);
    }
    let withdrawn = design().withdraw(&proposed, 0, false, because(), at(3)).unwrap();
    let again = withdrawn.withdraw(&proposed, 0, false, because(), at(4));
    assert_eq!(again, Err(WithdrawDesignRefusal::AlreadyWithdrawn));
}

#[test]
fn a_project_has_a_bounded_number_of_standing_designs() {
    let submit = |standing| Design::submit(id(2), &project(Stage::Proposed), standing, submission(), at(1));
    assert!(submit(Design::MOST - 1).is_ok());
    assert_eq!(submit(Design::MOST), Err(SubmitDesignRefusal::TooManyDesigns));
}

#[test]
fn verdicts_come_back() {
    assert!(Verdict::ALL.iter().all(|&verdict| Verdict::from_word(verdict.word()) == Some(verdict)));
}
