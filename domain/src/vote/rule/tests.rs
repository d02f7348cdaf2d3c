use super::super::quorum::Cmp;
use super::*;

#[test]
fn three_designs_or_more_are_approved_two_are_chosen_from() {
    assert_eq!(Method::default_for(2), Method::ChooseOne);
    assert_eq!(Method::default_for(3), Method::Approve { at_most: 2 });
}

#[test]
fn a_limit_fits_the_options_and_the_method() {
    let cases = [
        ("choose_one", None, Ok(Method::ChooseOne)),
        ("choose_one", Some(1), Err(RuleRefusal::LimitWithoutApproval)),
        ("approve", None, Ok(Method::Approve { at_most: 3 })),
        ("approve", Some(1), Ok(Method::Approve { at_most: 1 })),
        ("approve", Some(4), Ok(Method::Approve { at_most: 4 })),
        ("approve", Some(0), Err(RuleRefusal::Limit { options: 4 })),
        ("approve", Some(5), Err(RuleRefusal::Limit { options: 4 })),
        ("rank", None, Err(RuleRefusal::UnknownMethod)),
        ("star", None, Ok(Method::Star)),
        ("star", Some(2), Err(RuleRefusal::LimitWithoutApproval)),
    ];
    for (word, at_most, expected) in cases {
        assert_eq!(Method::from_word(word, at_most, 4), expected, "{word} {at_most:?}");
    }
}

#[test]
fn words_go_both_ways_and_are_all_different() {
    for method in Method::PLAIN {
        assert_eq!(Method::from_word(method.word(), None, 3), Ok(method));
    }
}

#[test]
fn only_methods_that_count_supporters_take_a_threshold() {
    let share = Share::parse(Base::Valid, Cmp::Gt, 1, 2).ok();
    for method in Method::PLAIN {
        let lot = LotOrder::parse(&[1, 2], 2).unwrap();
        let rule = Rule::new(method, Electorate::Person, None, share, lot);
        assert_eq!(rule.is_ok(), method.counts_supporters(), "{method:?}");
    }
}

#[test]
fn a_lot_order_is_a_permutation() {
    let lot = LotOrder::parse(&[3, 1, 2], 3).unwrap();
    let three = OptionNumber::new(3).unwrap();
    assert_eq!(lot.place(three), 0);
    let wrong: [&[u8]; 6] = [&[], &[1, 2], &[1, 2, 2], &[1, 2, 4], &[0, 1, 2], &[1, 2, 3, 3]];
    for numbers in wrong {
        assert_eq!(LotOrder::parse(numbers, 3), Err(RuleRefusal::LotOrder { options: 3 }), "{numbers:?}");
    }
}

#[test]
fn a_quorum_counts_against_the_roll() {
    for base in Base::ALL {
        let quorum = Share::parse(*base, Cmp::Ge, 1, 3).ok();
        let lot = LotOrder::parse(&[1, 2], 2).unwrap();
        let rule = Rule::new(Method::ChooseOne, Electorate::Person, quorum, quorum, lot);
        assert_eq!(rule.is_ok(), *base == Base::Eligible, "{base:?}");
    }
}
