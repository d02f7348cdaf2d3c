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
    let (post, now) = (post(Role::Steward, "310101020"), time("2026-02-01T00:00:00Z"));
    Appointment::begin(id, account, post, date("2026-03-01"), until_on.map(date), sentence(), now).unwrap()
}

#[test]
fn every_role_exists_at_its_levels_only() {
    let table = [
        (Role::CityAdministrator, [true, false, false, false]),
        (Role::Steward, [false, true, true, false]),
        (Role::Moderator, [false, false, true, true]),
        (Role::Planner, [false, true, false, false]),
        (Role::SystemAdministrator, [true, false, false, false]),
        (Role::AuditAdministrator, [true, false, false, false]),
        (Role::SecurityAdministrator, [true, false, false, false]),
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
        post(Role::SystemAdministrator, "31"),
        post(Role::AuditAdministrator, "31"),
        post(Role::SecurityAdministrator, "31"),
    ];
    let expected = [
        [true; 10],
        [false, false, true, true, true, true, false, false, false, false],
        [false, false, false, true, true, false, false, false, false, false],
        [false; 10],
        [false; 10],
        [false; 10],
        [false; 10],
        [false; 10],
        [false; 10],
        [false; 10],
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
        let (post, now) = (post(Role::Planner, "310101"), time("2026-03-02T16:00:00Z"));
        Appointment::begin(id, account, post, date(from), Some(date(until)), sentence(), now).err()
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
fn a_duty_is_held_alone() {
    let held = |role, area, until_on: Option<&str>| Appointment {
        post: post(role, area),
        until_on: until_on.map(date),
        ..appointment(None)
    };
    let audit = held(Role::AuditAdministrator, "31", Some("2026-03-31"));
    let apart = |other: &Appointment| keep_duties_apart(std::slice::from_ref(&audit), other);
    for (role, area) in [
        (Role::SystemAdministrator, "31"),
        (Role::SecurityAdministrator, "31"),
        (Role::CityAdministrator, "31"),
        (Role::Steward, "310101"),
        (Role::Moderator, "310101020"),
        (Role::Planner, "310101"),
    ] {
        let other = held(role, area, None);
        assert_eq!(apart(&other), Err(AppointRefusal::DutiesKeptApart), "{role:?} beside the auditor");
        assert_eq!(keep_duties_apart(std::slice::from_ref(&other), &audit), Err(AppointRefusal::DutiesKeptApart));
        let afterwards = Appointment { from_on: date("2026-04-01"), ..other };
        assert_eq!(apart(&afterwards), Ok(()), "{role:?} after the auditor's term");
    }
    let (steward, moderator) = (held(Role::Steward, "310101", None), held(Role::Moderator, "310101020", None));
    assert_eq!(keep_duties_apart(&[steward], &moderator), Ok(()), "only the duties stand alone");
}

mod sequences {
    use proptest::prelude::*;

    use super::*;

    /// What happens to one account: it gets a post for a term that begins some days from now, or one of its posts ends.
    #[derive(Clone, Debug)]
    enum Event {
        Appoint { role: Role, from: i64, days: Option<i64> },
        End(usize),
    }

    fn event() -> impl Strategy<Value = Event> {
        let role = proptest::sample::select(Role::ALL);
        let days = proptest::option::of(0_i64..12);
        prop_oneof![
            4 => (role, -6_i64..12, days).prop_map(|(role, from, days)| Event::Appoint { role, from, days }),
            1 => (0_usize..8).prop_map(Event::End),
        ]
    }

    fn area(role: Role) -> &'static str {
        match role.levels().first() {
            Some(Level::City) => "31",
            Some(Level::District) => "310101",
            Some(Level::Street) => "310101020",
            Some(Level::Committee) | None => "310101020004",
        }
    }

    proptest! {
        #[test]
        fn no_account_ever_holds_two_of_the_three(events in proptest::collection::vec(event(), 1..40)) {
            let mut now = time("2026-03-02T01:00:00Z");
            let mut all: Vec<Appointment> = Vec::new();
            for event in events {
                now += TimeDelta::hours(13);
                match event {
                    Event::Appoint { role, from, days } => {
                        let from_on = shanghai_date(now) + TimeDelta::days(from);
                        let until_on = days.map(|days| from_on + TimeDelta::days(days));
                        let (id, account) = (AppointmentId(Uuid::from_u128(1)), AccountId(Uuid::from_u128(2)));
                        let post = post(role, area(role));
                        let new = Appointment::begin(id, account, post, from_on, until_on, sentence(), now);
                        let held: Vec<_> = all.iter().filter(|one| one.ended.is_none()).cloned().collect();
                        all.extend(new.ok().filter(|new| keep_duties_apart(&held, new).is_ok()));
                    }
                    Event::End(which) => {
                        if let Some(one) = all.get_mut(which) {
                            *one = one.end(sentence(), now).unwrap_or_else(|_| one.clone());
                        }
                    }
                }
                for later in 0..60 {
                    let then = now + TimeDelta::hours(7 * later);
                    let roles: std::collections::HashSet<Role> =
                        all.iter().filter(|one| one.holds_on(then)).map(|one| one.post.role()).collect();
                    let duties = roles.iter().filter(|role| role.is_duty()).count();
                    prop_assert!(duties <= 1, "{roles:?} on {then}");
                    prop_assert!(duties == 0 || roles.len() == 1, "a duty beside another post: {roles:?} on {then}");
                }
            }
        }
    }
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
