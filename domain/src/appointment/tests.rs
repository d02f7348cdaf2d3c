use chrono::TimeDelta;
use uuid::Uuid;

use super::*;

fn post(role: Role, area: &str) -> Post {
    Post::new(role, AreaCode::parse(area).unwrap()).unwrap()
}

fn date(raw: &str) -> NaiveDate {
    raw.parse().unwrap()
}

fn time(raw: &str) -> Time {
    raw.parse().unwrap()
}

fn sentence() -> Sentence {
    Sentence::parse("三年一聘").unwrap()
}

fn appointment(until_on: Option<&str>) -> Appointment {
    let (id, account) = (AppointmentId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let term = (date("2026-03-01"), until_on.map(date));
    let post = post(Role::Steward, "310101020");
    Appointment::begin(id, account, post, term, sentence(), time("2026-02-01T00:00:00Z")).unwrap()
}

#[test]
fn every_role_exists_at_its_levels_only() {
    let table = [
        (Role::CityAdministrator, [true, false, false, false]),
        (Role::Steward, [false, true, true, false]),
        (Role::Moderator, [false, false, true, true]),
        (Role::Planner, [false, true, false, false]),
    ];
    for (role, expected) in table {
        for (area, possible) in ["31", "310101", "310101020", "310101020004"].iter().zip(expected) {
            let made = Post::new(role, AreaCode::parse(area).unwrap());
            assert_eq!(made.is_ok(), possible, "{role:?} in {area}");
        }
        assert_eq!(Role::from_word(role.word()), Some(role));
    }
}

#[test]
fn who_fills_which_post() {
    let posts = [
        post(Role::CityAdministrator, "31"),
        post(Role::Steward, "310101"),
        post(Role::Steward, "310101020"),
        post(Role::Moderator, "310101020"),
        post(Role::Moderator, "310101020004"),
        post(Role::Planner, "310101"),
        post(Role::Steward, "310104003"),
    ];
    let expected = [
        [true, true, true, true, true, true, true],
        [false, false, true, true, true, true, false],
        [false, false, false, true, true, false, false],
        [false; 7],
        [false; 7],
        [false; 7],
        [false; 7],
    ];
    for (own, row) in posts.iter().zip(expected) {
        for (other, may) in posts.iter().zip(row) {
            assert_eq!(own.may_fill(other), may, "{own:?} fills {other:?}");
        }
    }
}

#[test]
fn nobody_appoints_themselves_or_without_a_post() {
    let (one, two) = (AccountId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
    let (city, moderator) = (post(Role::CityAdministrator, "31"), post(Role::Moderator, "310101020"));
    assert_eq!(may_appoint(one, std::slice::from_ref(&city), one, &moderator), Err(AppointRefusal::Oneself));
    assert_eq!(may_appoint(one, &[], two, &moderator), Err(AppointRefusal::NotYoursToGive));
    assert_eq!(may_appoint(one, &[moderator.clone(), city], two, &moderator), Ok(()));
}

#[test]
fn a_term_counts_in_shanghai_days() {
    let table = [
        ("2026-02-28T15:59:59Z", Some("2026-03-31"), false),
        ("2026-02-28T16:00:00Z", Some("2026-03-31"), true),
        ("2026-03-31T15:59:59Z", Some("2026-03-31"), true),
        ("2026-03-31T16:00:00Z", Some("2026-03-31"), false),
        ("2036-03-31T16:00:00Z", None, true),
    ];
    for (now, until_on, holds) in table {
        assert_eq!(appointment(until_on).holds_on(time(now)), holds, "{now} {until_on:?}");
    }
}

#[test]
fn an_ended_appointment_gives_nothing_from_that_moment_and_ends_once() {
    let at = time("2026-04-01T08:00:00Z");
    let ended = appointment(None).end(sentence(), at).unwrap();
    assert!(ended.holds_on(at - TimeDelta::microseconds(1)));
    assert!(!ended.holds_on(at));
    assert_eq!(ended.end(sentence(), at), Err(EndRefusal::AlreadyEnded));
}

#[test]
fn impossible_terms_are_refused() {
    let begin = |from: &str, until: &str| {
        let (id, account) = (AppointmentId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
        let (term, now) = ((date(from), Some(date(until))), time("2026-03-02T16:00:00Z"));
        Appointment::begin(id, account, post(Role::Planner, "310101"), term, sentence(), now).err()
    };
    assert_eq!(begin("2026-03-01", "2026-02-28"), Some(AppointRefusal::EndsBeforeItBegins));
    assert_eq!(begin("2026-03-01", "2026-03-02"), Some(AppointRefusal::AlreadyOver));
    assert_eq!(begin("2026-03-01", "2026-03-03"), None);
}

#[test]
fn terms_overlap_when_they_share_a_day() {
    let (ending, open) = (appointment(Some("2026-03-31")), appointment(None));
    let starting = |from: &str| Appointment { from_on: date(from), ..appointment(None) };
    assert!(ending.overlaps(&open) && open.overlaps(&ending));
    assert!(ending.overlaps(&starting("2026-03-31")) && starting("2026-03-31").overlaps(&ending));
    assert!(!ending.overlaps(&starting("2026-04-01")) && !starting("2026-04-01").overlaps(&ending));
}

#[test]
fn who_may_fill_every_post_helps_a_person_back_in() {
    let post = |role, area| Post::new(role, AreaCode::parse(area).unwrap()).unwrap();
    let city = [post(Role::CityAdministrator, "31")];
    let district = [post(Role::Steward, "310101")];
    let moderator = post(Role::Moderator, "310101020");
    let elsewhere = post(Role::Moderator, "310104003");
    assert!(may_fill_all(&city, &city) && may_fill_all(&city, &[]));
    assert!(may_fill_all(&district, std::slice::from_ref(&moderator)));
    assert!(!may_fill_all(&district, &[moderator.clone(), elsewhere]));
    assert!(!may_fill_all(&district, &district) && !may_fill_all(&district, &[]));
    assert!(
        !may_fill_all(std::slice::from_ref(&moderator), std::slice::from_ref(&moderator)) && !may_fill_all(&[], &[])
    );
}
