use proptest::prelude::*;

use super::*;

fn instance(budget: u64, costs: &[u64], ballots: &[(&[usize], u64)]) -> Instance {
    let ballots = ballots.iter().map(|(marks, voters)| (marks.to_vec(), *voters)).collect();
    Instance { budget, costs: costs.to_vec(), ballots }
}

#[test]
fn skipping_and_stopping_build_different_things() {
    let instance = instance(100, &[60, 50, 40], &[(&[0], 5), (&[1], 4), (&[2], 3)]);
    let points = instance.support();
    assert_eq!(greedy(&instance, &points, WhenTooDear::Skip, Selection::default()).chosen, [0, 2]);
    assert_eq!(greedy(&instance, &points, WhenTooDear::Stop, Selection::default()).chosen, [0]);
}

#[test]
fn ties_go_to_the_cheaper_and_then_to_the_earlier() {
    let instance = instance(60, &[30, 20, 20], &[(&[0, 1, 2], 3)]);
    let chosen = greedy(&instance, &instance.support(), WhenTooDear::Skip, Selection::default()).chosen;
    assert_eq!(chosen, [1, 2]);
}

/// A majority with the votes for everything gets everything under greedy; under Equal Shares a third of the voters
/// decides about a third of the money.
#[test]
fn equal_shares_leaves_a_minority_its_part() {
    let instance = instance(90, &[30, 30, 30, 30], &[(&[0, 1, 2], 6), (&[3], 3)]);
    let greedily = greedy(&instance, &instance.support(), WhenTooDear::Skip, Selection::default());
    assert_eq!(greedily.chosen, [0, 1, 2]);
    assert_eq!(EqualShares::plain(&instance).selection.chosen, [0, 1, 3]);
}

/// Ten voters with 1 each, and two projects that cost 3. The second is bought first: its six supporters pay 1/2 each.
/// For the other, an equal part of its five supporters would be 3/5, but four of them have only 1/2 left: these give
/// all they have, and the fifth gives 1.
#[test]
fn the_poorer_give_what_they_have() {
    let ballots: &[(&[usize], u64)] = &[(&[0, 1], 4), (&[0], 1), (&[1], 2), (&[], 3)];
    let shares = EqualShares::plain(&instance(10, &[3, 3], ballots));
    assert_eq!(shares.selection.chosen, [1, 0]);
}

#[test]
fn raising_the_shares_ends_where_nobody_supports_anything_more() {
    let nobody = instance(100, &[10, 10], &[(&[0], 2)]);
    assert_eq!(EqualShares::add1(&nobody, Start::Exact, 1).selection.chosen, [0]);
    let empty = instance(100, &[10], &[]);
    assert_eq!(EqualShares::add1(&empty, Start::WholeUnits, 1), EqualShares::default());
}

fn instances() -> impl Strategy<Value = Instance> {
    (1usize..=5).prop_flat_map(|projects| {
        let marks =
            proptest::collection::btree_set(0..projects, 0..=projects).prop_map(|set| set.into_iter().collect());
        let costs = proptest::collection::vec(1u64..40, projects);
        let ballots = proptest::collection::vec((marks, 1u64..4), 0..7);
        (1u64..90, costs, ballots).prop_map(|(budget, costs, ballots)| Instance { budget, costs, ballots })
    })
}

/// Every voter's remaining share as a fraction of 128-bit integers, projects asked one after another: the method as the
/// paper tells it.
fn slowly(instance: &Instance) -> Vec<usize> {
    let voters: Vec<&Vec<usize>> = instance.ballots.iter().flat_map(|(marks, n)| (0..*n).map(move |_| marks)).collect();
    let gcd = |mut a: u128, mut b: u128| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a.max(1)
    };
    let less = |a: (u128, u128), b: (u128, u128)| a.0 * b.1 < b.0 * a.1;
    let minus = |a: (u128, u128), b: (u128, u128)| {
        let (num, den) = (a.0 * b.1 - b.0 * a.1, a.1 * b.1);
        (num / gcd(num, den), den / gcd(num, den))
    };
    let mut left = vec![(u128::from(instance.budget), u128::from(instance.voters().max(1))); voters.len()];
    let mut chosen = Vec::new();
    let support = instance.support();
    loop {
        let mut best: Option<(usize, (u128, u128))> = None; // the project and the most anybody pays for it
        for project in (0..instance.costs.len()).filter(|project| !chosen.contains(project)) {
            let mut rich: Vec<usize> = (0..voters.len()).filter(|voter| voters[*voter].contains(&project)).collect();
            let mut open = (u128::from(instance.cost(project)), 1);
            rich.sort_by(|a, b| (left[*a].0 * left[*b].1).cmp(&(left[*b].0 * left[*a].1)));
            while let Some(poorest) = rich.first().copied() {
                let n = u128::try_from(rich.len()).unwrap();
                let each = (open.0, open.1 * n);
                if less(left[poorest], each) {
                    open = minus(open, left[poorest]);
                    rich.remove(0);
                } else {
                    // Effective votes: cost by payment. More is better, then more supporters, cheaper, earlier.
                    let better = |(other, pays): (usize, (u128, u128))| {
                        let mine = (u128::from(instance.cost(project)) * each.1, each.0);
                        let theirs = (u128::from(instance.cost(other)) * pays.1, pays.0);
                        less(theirs, mine)
                            || (!less(mine, theirs)
                                && (std::cmp::Reverse(support[project]), instance.cost(project), project)
                                    < (std::cmp::Reverse(support[other]), instance.cost(other), other))
                    };
                    if best.is_none_or(better) {
                        best = Some((project, each));
                    }
                    break;
                }
            }
        }
        let Some((project, each)) = best else { return chosen };
        for voter in (0..voters.len()).filter(|voter| voters[*voter].contains(&project)) {
            left[voter] = if less(left[voter], each) { (0, 1) } else { minus(left[voter], each) };
        }
        chosen.push(project);
    }
}

proptest! {
    #[test]
    fn equal_shares_agrees_with_the_slow_model(instance in instances()) {
        prop_assert_eq!(EqualShares::plain(&instance).selection.chosen, slowly(&instance));
    }

    #[test]
    fn nothing_is_spent_that_is_not_there_and_raised_shares_leave_nothing_to_be_had(instance in instances(), unit in 1u64..4) {
        for start in [Start::Exact, Start::WholeUnits] {
            let shares = EqualShares::add1(&instance, start, unit);
            prop_assert!(shares.selection.cost <= instance.budget);
            let cost: u64 = shares.selection.chosen.iter().map(|project| instance.cost(*project)).sum();
            prop_assert_eq!(cost, shares.selection.cost);
            let filled = greedy(&instance, &instance.support(), WhenTooDear::Skip, shares.selection);
            prop_assert!(filled.cost <= instance.budget && instance.exhausts(&filled));
        }
        for when in WhenTooDear::ALL {
            let greedily = greedy(&instance, &instance.support(), *when, Selection::default());
            prop_assert!(greedily.cost <= instance.budget);
        }
    }

    #[test]
    fn the_order_of_the_ballots_and_how_they_are_bundled_do_not_matter(instance in instances()) {
        let mut apart = instance.clone();
        apart.ballots = instance.ballots.iter().rev().flat_map(|(m, n)| (0..*n).map(move |_| (m.clone(), 1))).collect();
        prop_assert_eq!(EqualShares::plain(&instance), EqualShares::plain(&apart));
        prop_assert_eq!(EqualShares::add1(&instance, Start::Exact, 1), EqualShares::add1(&apart, Start::Exact, 1));
    }
}
