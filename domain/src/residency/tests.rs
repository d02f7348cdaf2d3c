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
        claimed_at: now(),
        state,
    }
}

fn states() -> [State; 4] {
    let reason = Sentence::parse("查无此户").unwrap();
    [
        State::Claimed,
        State::Verified { by: account(2), at: now() },
        State::Refused { by: account(2), at: now(), reason },
        State::Ended { verified: Some(now()), at: now() },
    ]
}

#[test]
fn a_decision_is_made_once_and_an_end_needs_a_live_residency() {
    let already = Err(DecideRefusal::AlreadyDecided);
    let expected = [
        (Ok("verified"), Ok("ended")),
        (already, Ok("ended")),
        (already, Err(EndRefusal::NotLive)),
        (already, Err(EndRefusal::NotLive)),
    ];
    for (state, (decided, ended)) in states().into_iter().zip(expected) {
        let residency = residency(1, state);
        let after = residency.decide(&[], account(2), Finding::Verified, now());
        assert_eq!(after.map(|r| r.state.word()), decided, "{:?}", residency.state);
        assert_eq!(residency.end(now()).map(|r| r.state.word()), ended, "{:?}", residency.state);
    }
}

#[test]
fn nobody_decides_on_themselves() {
    let claim = residency(1, State::Claimed);
    assert_eq!(claim.decide(&[], account(1), Finding::Verified, now()), Err(DecideRefusal::OwnClaim));
}

#[test]
fn one_person_has_one_verified_residency_of_a_kind() {
    let verified = State::Verified { by: account(2), at: now() };
    let claim = residency(1, State::Claimed);
    let lives = residency(2, verified.clone());
    let works = Residency { kind: Kind::Works, ..residency(3, verified) };
    let decide = |own: &[Residency]| claim.decide(own, account(2), Finding::Verified, now()).map(|r| r.state.word());
    assert_eq!(decide(std::slice::from_ref(&lives)), Err(DecideRefusal::AnotherIsLive));
    assert_eq!(decide(&[works, claim.clone()]), Ok("verified"));
    let refused = Finding::Refused(Sentence::parse("请先办理迁出").unwrap());
    assert_eq!(claim.decide(&[lives], account(2), refused, now()).map(|r| r.state.word()), Ok("refused"));
}

#[test]
fn one_claim_for_a_unit_and_three_waiting() {
    let unit = UnitId(Uuid::from_u128(7));
    let elsewhere = UnitId(Uuid::from_u128(8));
    for (state, answer) in
        states().into_iter().zip([Err(ClaimRefusal::AlreadyClaimed), Err(ClaimRefusal::AlreadyClaimed), Ok(()), Ok(())])
    {
        let own = [residency(1, state)];
        assert_eq!(Residency::may_claim(&own, unit, Kind::Lives), answer);
        assert_eq!(Residency::may_claim(&own, unit, Kind::Works), Ok(()));
        assert_eq!(Residency::may_claim(&own, elsewhere, Kind::Lives), Ok(()));
    }
    let waiting = [1, 2, 3].map(|n| residency(n, State::Claimed));
    assert_eq!(Residency::may_claim(&waiting, elsewhere, Kind::Lives), Err(ClaimRefusal::TooManyWaiting));
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
    assert_eq!(states().map(|state| state.word()).as_slice(), State::WORDS);
}
