use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn now() -> Time {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn household(building: &str, room: &str) -> Household {
    let committee = AreaCode::parse("310101020004").unwrap();
    Household::new(committee, &Place::parse(building).unwrap(), &Place::parse(room).unwrap()).unwrap()
}

fn residency(n: u128, state: State) -> Residency {
    Residency {
        id: ResidencyId(Uuid::from_u128(n)),
        account: account(1),
        unit: UnitId(Uuid::from_u128(7)),
        household: household("3号", "502"),
        kind: Kind::Lives,
        moves: false,
        claimed_at: now(),
        state,
    }
}

fn verified() -> State {
    State::Verified(Verification { by: account(2), at: now(), means: Means::Moderator })
}

fn reason(raw: &str) -> Sentence {
    Sentence::parse(raw).unwrap()
}

fn by_moderator() -> End {
    End::ByModerator { by: account(2), reason: reason("已搬离") }
}

fn states() -> [State; 4] {
    [
        State::Claimed,
        verified(),
        State::Refused { by: account(2), at: now(), reason: reason("查无此户") },
        State::Ended { verified: None, at: now(), end: End::Own },
    ]
}

const SEEN: Finding = Finding::Verified(Means::InPerson);

#[test]
fn a_decision_is_made_once_and_an_end_needs_a_live_residency() {
    let (already, over) = (Err(DecideRefusal::AlreadyDecided), Err(EndRefusal::NotLive));
    let expected = [
        (Ok("verified"), Ok("ended"), Err(EndRefusal::NotDecided)),
        (already, Ok("ended"), Ok("ended")),
        (already, over, over),
        (already, over, over),
    ];
    for (state, (decided, ended, ended_by_moderator)) in states().into_iter().zip(expected) {
        let residency = residency(1, state);
        let after = residency.decide(&[], account(2), SEEN, now());
        assert_eq!(after.map(|decided| decided.residency.state.word()), decided, "{:?}", residency.state);
        let end = |how| residency.end(how, now()).map(|r| r.state.word());
        assert_eq!(end(End::Own), ended, "{:?}", residency.state);
        assert_eq!(end(by_moderator()), ended_by_moderator, "{:?}", residency.state);
        assert_eq!(end(End::Moved { to: residency.id }), ended_by_moderator, "{:?}", residency.state);
    }
}

#[test]
fn what_is_over_keeps_by_whom_it_was_verified() {
    let State::Verified(verification) = verified() else { unreachable!() };
    let ended = residency(1, verified()).end(by_moderator(), now()).unwrap();
    assert_eq!(ended.state, State::Ended { verified: Some(verification), at: now(), end: by_moderator() });
}

#[test]
fn nobody_decides_on_themselves() {
    let claim = residency(1, State::Claimed);
    assert_eq!(claim.decide(&[], account(1), SEEN, now()), Err(DecideRefusal::OwnClaim));
}

#[test]
fn one_person_has_one_verified_residency_of_a_kind() {
    let claim = residency(1, State::Claimed);
    let lives = residency(2, verified());
    let works = Residency { kind: Kind::Works, ..residency(3, verified()) };
    let decide = |claim: &Residency, own: &[Residency]| claim.decide(own, account(2), SEEN, now());
    assert_eq!(decide(&claim, std::slice::from_ref(&lives)), Err(DecideRefusal::AnotherIsLive));
    assert_eq!(decide(&claim, &[works.clone(), claim.clone()]).unwrap().left, None);
    let refused = Finding::Refused(reason("请先办理迁出"));
    let decided = claim.decide(std::slice::from_ref(&lives), account(2), refused, now()).unwrap();
    assert_eq!((decided.residency.state.word(), decided.left), ("refused", None));

    let moving = Residency { moves: true, ..claim };
    let decided = decide(&moving, &[works, lives.clone(), moving.clone()]).unwrap();
    let left = lives.end(End::Moved { to: moving.id }, now()).unwrap();
    assert_eq!((decided.residency.state.word(), decided.left), ("verified", Some(left)));
}

#[test]
fn one_claim_for_a_unit_and_three_waiting() {
    let elsewhere = UnitId(Uuid::from_u128(8));
    let claim = residency(9, State::Claimed);
    let taken = Err(ClaimRefusal::AlreadyClaimed);
    for (state, answer) in states().into_iter().zip([taken, taken, Ok(()), Ok(())]) {
        let own = [residency(1, state)];
        assert_eq!(claim.may_be_claimed(&own), answer);
        assert_eq!(Residency { kind: Kind::Works, ..claim.clone() }.may_be_claimed(&own), Ok(()));
        assert_eq!(Residency { unit: elsewhere, ..claim.clone() }.may_be_claimed(&own), Ok(()));
    }
    let waiting = [1, 2, 3].map(|n| residency(n, State::Claimed));
    let fourth = Residency { unit: elsewhere, ..claim };
    assert_eq!(fourth.may_be_claimed(&waiting), Err(ClaimRefusal::TooManyWaiting));
}

#[test]
fn who_moves_inside_the_unit_claims_another_door() {
    let moving = Residency { moves: true, ..residency(9, State::Claimed) };
    let upstairs = Residency { household: household("3号", "602"), ..moving.clone() };
    let taken = Err(ClaimRefusal::AlreadyClaimed);
    assert_eq!(upstairs.may_be_claimed(&[residency(1, verified())]), Ok(()));
    assert_eq!(moving.may_be_claimed(&[residency(1, verified())]), taken, "the same door");
    assert_eq!(upstairs.may_be_claimed(&[residency(1, State::Claimed)]), taken, "what waits was left by nobody");
}

proptest! {
    /// Claims, decisions and ends in any order, as the service does them: a person never has two verified residencies
    /// of a kind, and what is over does not change any more.
    #[test]
    fn nobody_ever_has_two_of_a_kind(steps in proptest::collection::vec((0usize..4, 0usize..12, any::<bool>()), 1..80)) {
        let mut own: Vec<Residency> = Vec::new();
        for (step, which, flag) in steps {
            let before = own.clone();
            let chosen = own.get(which).cloned();
            match (step, chosen) {
                (0, _) => {
                    let id = u128::try_from(own.len()).unwrap();
                    let kind = if which % 2 == 0 { Kind::Lives } else { Kind::Works };
                    let unit = UnitId(Uuid::from_u128(u128::try_from(which / 2).unwrap()));
                    let claim = Residency { unit, kind, moves: flag, ..residency(id, State::Claimed) };
                    if claim.may_be_claimed(&own).is_ok() {
                        own.push(claim);
                    }
                }
                (1, Some(claim)) => {
                    if let Ok(decided) = claim.decide(&own, account(2), SEEN, now()) {
                        for after in std::iter::once(decided.residency).chain(decided.left) {
                            let place = own.iter().position(|one| one.id == after.id).unwrap();
                            own[place] = after;
                        }
                    }
                }
                (_, Some(one)) => {
                    if let Ok(after) = one.end(if flag { End::Own } else { by_moderator() }, now()) {
                        own[which] = after;
                    }
                }
                (_, None) => {}
            }
            for kind in Kind::ALL {
                prop_assert!(own.iter().filter(|one| one.kind == *kind && one.is_verified()).count() <= 1);
            }
            for over in before.iter().filter(|one| !one.is_live()) {
                prop_assert!(own.contains(over));
            }
        }
    }
}

#[test]
fn two_spellings_of_a_door_are_one_household() {
    assert_eq!(household("3号 A座", "502"), household("３号Ａ座", "５０２ "));
    assert_eq!(household("3/4", "1"), household("３／４", "1"));
    assert_eq!(household("3号", "502").key(), "310101020004/3号/502");
    assert_ne!(household("3号", "502"), household("35号", "02"));
    let (place, street) = (Place::parse("1").unwrap(), AreaCode::parse("310101020").unwrap());
    assert_eq!(Household::new(street, &place, &place), Err(HouseholdRefusal::NotACommittee));
}

#[test]
fn words_come_back() {
    for kind in Kind::ALL {
        assert_eq!(Kind::from_word(kind.word()), Some(*kind));
    }
    for means in Means::ALL {
        assert_eq!(Means::from_word(means.word()), Some(*means));
    }
    assert_eq!(states().map(|state| state.word()).as_slice(), State::WORDS);
    let ends = [End::Own, End::Moved { to: ResidencyId(Uuid::nil()) }, by_moderator()];
    assert_eq!(ends.map(|end| end.word()).as_slice(), End::WORDS);
}
