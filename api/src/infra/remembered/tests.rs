use super::*;

const CHINESE: Language = Language::Chinese;

fn remembered() -> Remembered<u32> {
    Remembered::new(Duration::from_secs(3_600)) // no test is slow enough to outlive it
}

fn maker<'a>(remembered: &'a Remembered<u32>, name: &str) -> Maker<'a, u32> {
    match remembered.look(CHINESE, name, DateTime::UNIX_EPOCH) {
        Look::Make(maker) => maker,
        Look::Made(_) | Look::Wait(_) => panic!("{name} is there already"),
    }
}

use chrono::DateTime;

#[test]
fn an_answer_is_for_its_name_and_language_until_something_changes() {
    let (remembered, now) = (remembered(), DateTime::UNIX_EPOCH);
    assert!(remembered.recall(CHINESE, "/a", now).is_none());
    maker(&remembered, "/a").give(Arc::new(1), 1);
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&1));
    assert!(remembered.recall(Language::English, "/a", now).is_none());
    assert!(remembered.recall(CHINESE, "/a?", now).is_none());
    remembered.forget();
    assert!(remembered.recall(CHINESE, "/a", now).is_none());
}

#[test]
fn an_answer_of_another_time_is_not_given() {
    let (remembered, now) = (Remembered::new(Duration::from_millis(900)), DateTime::UNIX_EPOCH);
    maker(&remembered, "/a").give(Arc::new(1), 1);
    for away in [TimeDelta::milliseconds(900), TimeDelta::milliseconds(-900), TimeDelta::days(7)] {
        assert!(remembered.recall(CHINESE, "/a", now + away).is_none(), "{away}");
    }
}

#[test]
fn what_was_read_before_a_change_is_not_remembered_after_it() {
    let (remembered, now) = (remembered(), DateTime::UNIX_EPOCH);
    let before = maker(&remembered, "/a");
    remembered.forget();
    let after = maker(&remembered, "/a"); // it does not wait for the one begun before the change
    before.give(Arc::new(1), 1);
    assert!(remembered.recall(CHINESE, "/a", now).is_none());
    let Look::Wait(waiting) = remembered.look(CHINESE, "/a", now) else { panic!("the later one is still under way") };
    after.give(Arc::new(2), 1);
    assert!(matches!(&*waiting.borrow(), Outcome::Made(answer) if **answer == 2));
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&2));
}

#[test]
fn who_goes_away_lets_another_make_it() {
    let (remembered, now) = (remembered(), DateTime::UNIX_EPOCH);
    let gone = maker(&remembered, "/a");
    let Look::Wait(mut waiting) = remembered.look(CHINESE, "/a", now) else { panic!("it is being made") };
    drop(gone);
    assert!(waiting.has_changed().is_err(), "the sender is gone");
    waiting.mark_unchanged();
    maker(&remembered, "/a").give_up();
    maker(&remembered, "/a").give(Arc::new(3), 1);
    assert_eq!(remembered.made(), 1);
}

/// Makes the answer look as if it was begun `age` tenths of its life ago and took `took` tenths to make.
fn aged(remembered: &Remembered<u32>, age: u32, took: u32) {
    let mut shelf = remembered.write();
    let made = shelf.chinese.get_mut("/a").and_then(|slot| slot.made.as_mut()).unwrap();
    made.stamp.begun = Instant::now().checked_sub(remembered.life * age / 10).unwrap();
    made.took = remembered.life * took / 10;
}

#[test]
fn towards_the_end_of_its_life_one_makes_the_next_and_the_others_get_this_one() {
    let (remembered, now) = (remembered(), DateTime::UNIX_EPOCH);
    maker(&remembered, "/a").give(Arc::new(1), 1);
    aged(&remembered, 6, 0);
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&1), "there is time enough");
    for (age, took) in [(9, 0), (6, 2), (6, 20)] {
        aged(&remembered, age, took);
        assert!(remembered.recall(CHINESE, "/a", now).is_none(), "whoever comes first has to look");
    }
    aged(&remembered, 4, 20);
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&1), "half its life it is good for everybody");
    aged(&remembered, 9, 0);
    let next = maker(&remembered, "/a");
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&1));
    assert!(matches!(remembered.look(CHINESE, "/a", now), Look::Made(answer) if *answer == 1));
    next.give(Arc::new(2), 1);
    assert_eq!(remembered.recall(CHINESE, "/a", now).as_deref(), Some(&2));
}

#[test]
fn there_is_a_bound_to_what_is_remembered() {
    let (remembered, now) = (remembered(), DateTime::UNIX_EPOCH);
    for number in 0..20_000 {
        maker(&remembered, &format!("/a?n={number}")).give(Arc::new(number), 1);
        assert!(remembered.read().bytes <= MOST_BYTES);
    }
    let shelf = remembered.read();
    assert!(shelf.chinese.len() * BESIDES <= MOST_BYTES && shelf.chinese.len() > 100);
    drop(shelf);
    maker(&remembered, "/large").give(Arc::new(1), LARGEST + 1);
    assert!(remembered.recall(CHINESE, "/large", now).is_none());
}
