use super::*;
use crate::owner::decision::tests::{announced, day, opened, who};
use crate::text::Sentence;
use crate::vote::step::Step;
use uuid::Uuid;

fn phone(end: u8) -> PhoneNumber {
    PhoneNumber::parse(&format!("138001380{end:02}")).unwrap()
}

fn proxy(says: Instruction, until: Option<u32>) -> OwnerProxy {
    OwnerProxy {
        id: OwnerProxyId(Uuid::nil()),
        decision: opened().id,
        head: Head::restore("1/1".to_owned()),
        holder: phone(2),
        says,
        until: until.map(day),
        given_at: day(16),
        source: Source::InApp { giver: who(1) },
        used_by: None,
        revoked_at: None,
    }
}

fn recorded_at_the_desk(by: u128) -> OwnerProxy {
    let recorded = Recorded { document: Document::SignedOriginal, by: who(by), confirmed_by: None };
    OwnerProxy { source: Source::OnPaper(recorded), ..proxy(Instruction::For, None) }
}

const ALONE: Around = Around { giver_is_there: true, live: None, has_sheet: false };

#[test]
fn a_proxy_is_given_while_the_decision_runs_and_never_beyond_the_cap() {
    let one = proxy(Instruction::For, None);
    let fine = Giving::default();
    let check = |giving, now| one.check(&opened(), giving, now);
    assert_eq!(check(fine, day(17)), Ok(()));
    assert_eq!(check(Giving { held: 2, ..fine }, day(17)), Ok(()));
    assert_eq!(check(Giving { held: 3, ..fine }, day(17)), Err(GiveRefusal::HolderFull { most: 3 }));
    assert_eq!(check(Giving { same_voter: true, ..fine }, day(17)), Err(GiveRefusal::ToYourself));
    assert_eq!(check(Giving { holder_has_given: true, ..fine }, day(17)), Err(GiveRefusal::Chain));
    let closed = CastRefusal::Closed { closed_at: day(20) };
    assert_eq!(check(fine, day(20)), Err(closed.into()));
    assert_eq!(one.check(&announced(), fine, day(17)), Err(CastRefusal::NotOpened.into()));
    let before_there_were = OwnersDecision { proxies_each: None, ..opened() };
    assert_eq!(one.check(&before_there_were, fine, day(17)), Err(CastRefusal::WayNotOffered.into()));
    assert_eq!(
        proxy(Instruction::For, Some(17)).check(&opened(), fine, day(17)),
        Err(GiveRefusal::OverAlready),
        "good until just before"
    );
    let reason = Sentence::parse("核对").unwrap();
    let paused = opened().pause(Step { by: who(5), at: day(17), reason }).unwrap();
    assert_eq!(one.check(&paused, fine, day(18)), Ok(()), "nobody loses days by a pause");
    assert_eq!([0, 1, 10, 11].map(|most| ProxiesEach::new(most).is_some()), [false, true, true, false]);
}

#[test]
fn the_holder_casts_what_the_mandate_says_and_nothing_else() {
    let cast =
        |one: OwnerProxy, voice, around, now| one.use_it(who(2), voice, &opened(), around, now).map(|one| one.used_by);
    let of = |says| proxy(says, Some(19));
    let used = Ok(Some(who(2)));
    for voice in Voice::ALL {
        assert_eq!(cast(of(Instruction::LeftToHolder), *voice, ALONE, day(17)), used);
        let against = cast(of(Instruction::Against), *voice, ALONE, day(17));
        let otherwise = Err(OwnerUseRefusal::SaysOtherwise { says: Instruction::Against });
        assert_eq!(against, if *voice == Voice::Against { used } else { otherwise });
    }
    let refused = |around, now| cast(of(Instruction::For), Voice::For, around, now).unwrap_err();
    let vote = |refusal| OwnerUseRefusal::Proxy(UseRefusal::Vote(refusal));
    let own = CastRefusal::OwnBallotStands { live: Channel::Online };
    assert_eq!(refused(Around { live: Some(Channel::Online), ..ALONE }, day(17)), vote(own));
    assert_eq!(refused(Around { has_sheet: true, ..ALONE }, day(17)), vote(CastRefusal::PaperHandedOut));
    assert_eq!(
        refused(Around { giver_is_there: false, ..ALONE }, day(17)),
        OwnerUseRefusal::Proxy(UseRefusal::Revoked)
    );
    assert_eq!(refused(ALONE, day(19)), OwnerUseRefusal::Proxy(UseRefusal::Expired { until: day(19) }));
    let again = Around { live: Some(Channel::Proxy), ..ALONE };
    assert_eq!(cast(of(Instruction::For), Voice::For, again, day(17)), used, "the last one counts");
    let revoked = of(Instruction::For).revoke(&opened(), day(17)).unwrap();
    assert_eq!(cast(revoked.clone(), Voice::For, ALONE, day(18)), Err(UseRefusal::Revoked.into()));
    assert_eq!(revoked.revoke(&opened(), day(18)), Err(UseRefusal::Revoked));
    let closed = CastRefusal::Closed { closed_at: day(20) };
    assert_eq!(of(Instruction::For).revoke(&opened(), day(20)), Err(UseRefusal::Vote(closed)));
}

#[test]
fn a_mandate_on_paper_stands_when_two_read_the_same() {
    let (holder, another) = (phone(2), phone(3));
    let reading = |by, holds_it, (holder, says)| SecondReading { by: who(by), holds_it, holder, says };
    let says = (&holder, Instruction::For);
    let confirm = |one: OwnerProxy, by, holds_it, says| one.confirm(reading(by, holds_it, says), &opened(), day(17));
    assert_eq!(recorded_at_the_desk(8).stage(day(17)), OwnerProxyStage::Unconfirmed);
    let early = recorded_at_the_desk(8).use_it(who(2), Voice::For, &opened(), ALONE, day(17));
    assert_eq!(early, Err(OwnerUseRefusal::NotConfirmed));
    assert_eq!(confirm(recorded_at_the_desk(8), 8, false, says), Err(MandateRefusal::NotYours));
    assert_eq!(confirm(recorded_at_the_desk(8), 9, true, says), Err(MandateRefusal::NotYours));
    for other in [(&another, Instruction::For), (&holder, Instruction::LeftToHolder)] {
        assert_eq!(confirm(recorded_at_the_desk(8), 9, false, other), Ok(Confirmed::Discarded));
    }
    let Ok(Confirmed::Stands(stands)) = confirm(recorded_at_the_desk(8), 9, false, says) else {
        panic!("both read the same")
    };
    assert_eq!(stands.stage(day(17)), OwnerProxyStage::Standing);
    assert_eq!(confirm(stands.clone(), 10, false, says), Err(MandateRefusal::AlreadyConfirmed));
    let used = stands.clone().use_it(who(2), Voice::For, &opened(), ALONE, day(17)).unwrap();
    assert_eq!(used.revoke_at_the_desk(&opened(), day(18)), Err(MandateRefusal::Used));
    let revoked = stands.revoke_at_the_desk(&opened(), day(18)).unwrap();
    assert_eq!(revoked.stage(day(18)), OwnerProxyStage::Revoked);
    assert_eq!(confirm(revoked, 9, false, says), Err(MandateRefusal::Revoked));
    let late = recorded_at_the_desk(8).confirm(reading(9, false, says), &opened(), day(20));
    assert_eq!(late, Err(MandateRefusal::Vote(CastRefusal::Closed { closed_at: day(20) })));
}

#[test]
fn words_are_read_back() {
    assert!(Instruction::ALL.iter().all(|one| Instruction::from_word(one.word()) == Some(*one)));
    assert!(Document::ALL.iter().all(|one| Document::from_word(one.word()) == Some(*one)));
}
