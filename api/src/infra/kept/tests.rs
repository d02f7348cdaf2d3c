use super::*;

const CHINESE: Language = Language::Chinese;

fn kept() -> Kept<u32> {
    Kept::new(Duration::from_secs(3_600)) // no test is slow enough to outlive it
}

fn maker<'a>(kept: &'a Kept<u32>, name: &str) -> Maker<'a, u32> {
    match kept.look(CHINESE, name, DateTime::UNIX_EPOCH) {
        Look::Make(maker) => maker,
        Look::Made(_) | Look::Wait(_) => panic!("{name} is there already"),
    }
}

use chrono::DateTime;

#[test]
fn an_answer_is_for_its_name_and_language_until_something_changes() {
    let (kept, now) = (kept(), DateTime::UNIX_EPOCH);
    assert!(kept.recall(CHINESE, "/a", now).is_none());
    maker(&kept, "/a").give(Arc::new(1), 1);
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&1));
    assert!(kept.recall(Language::English, "/a", now).is_none());
    assert!(kept.recall(CHINESE, "/a?", now).is_none());
    kept.forget();
    assert!(kept.recall(CHINESE, "/a", now).is_none());
}

#[test]
fn an_answer_of_another_time_is_not_given() {
    let (kept, now) = (Kept::new(Duration::from_millis(900)), DateTime::UNIX_EPOCH);
    maker(&kept, "/a").give(Arc::new(1), 1);
    for away in [TimeDelta::milliseconds(900), TimeDelta::milliseconds(-900), TimeDelta::days(7)] {
        assert!(kept.recall(CHINESE, "/a", now + away).is_none(), "{away}");
    }
}

#[test]
fn what_was_read_before_a_change_is_not_kept_after_it() {
    let (kept, now) = (kept(), DateTime::UNIX_EPOCH);
    let before = maker(&kept, "/a");
    kept.forget();
    let after = maker(&kept, "/a"); // it does not wait for the one begun before the change
    before.give(Arc::new(1), 1);
    assert!(kept.recall(CHINESE, "/a", now).is_none());
    let Look::Wait(waiting) = kept.look(CHINESE, "/a", now) else { panic!("the later one is still under way") };
    after.give(Arc::new(2), 1);
    assert!(matches!(&*waiting.borrow(), Outcome::Made(answer) if **answer == 2));
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&2));
}

#[test]
fn who_goes_away_lets_another_make_it() {
    let (kept, now) = (kept(), DateTime::UNIX_EPOCH);
    let gone = maker(&kept, "/a");
    let Look::Wait(mut waiting) = kept.look(CHINESE, "/a", now) else { panic!("it is being made") };
    drop(gone);
    assert!(waiting.has_changed().is_err(), "the sender is gone");
    waiting.mark_unchanged();
    maker(&kept, "/a").give_up();
    maker(&kept, "/a").give(Arc::new(3), 1);
    assert_eq!(kept.made(), 1);
}

/// Makes the answer look as if it was begun `age` tenths of its life ago and took `took` tenths to make.
fn aged(kept: &Kept<u32>, age: u32, took: u32) {
    let mut shelf = kept.write();
    let made = shelf.chinese.get_mut("/a").and_then(|slot| slot.made.as_mut()).unwrap();
    made.stamp.begun = Instant::now().checked_sub(kept.life * age / 10).unwrap();
    made.took = kept.life * took / 10;
}

#[test]
fn towards_the_end_of_its_life_one_makes_the_next_and_the_others_get_this_one() {
    let (kept, now) = (kept(), DateTime::UNIX_EPOCH);
    maker(&kept, "/a").give(Arc::new(1), 1);
    aged(&kept, 6, 0);
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&1), "there is time enough");
    for (age, took) in [(9, 0), (6, 2), (6, 20)] {
        aged(&kept, age, took);
        assert!(kept.recall(CHINESE, "/a", now).is_none(), "whoever comes first has to look");
    }
    aged(&kept, 4, 20);
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&1), "half its life it is good for everybody");
    aged(&kept, 9, 0);
    let next = maker(&kept, "/a");
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&1));
    assert!(matches!(kept.look(CHINESE, "/a", now), Look::Made(answer) if *answer == 1));
    next.give(Arc::new(2), 1);
    assert_eq!(kept.recall(CHINESE, "/a", now).as_deref(), Some(&2));
}

#[test]
fn there_is_a_bound_to_what_is_kept() {
    let (kept, now) = (kept(), DateTime::UNIX_EPOCH);
    for number in 0..20_000 {
        maker(&kept, &format!("/a?n={number}")).give(Arc::new(number), 1);
        assert!(kept.read().bytes <= MOST_BYTES);
    }
    let shelf = kept.read();
    assert!(shelf.chinese.len() * BESIDES <= MOST_BYTES && shelf.chinese.len() > 100);
    drop(shelf);
    maker(&kept, "/large").give(Arc::new(1), LARGEST + 1);
    assert!(kept.recall(CHINESE, "/large", now).is_none());
}
