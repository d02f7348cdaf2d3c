"""Counts the ballots of a bundle again, by every method of a vote, with nothing but Python's standard library.

Options are called by their numbers. A method gives the figure of each option, the winner (None where nobody has a vote), and the
voters who stand behind the winner. Where options tie, the lot order that was fixed before the vote opened puts one first. This file
shares no code with the service; the definitions are those of the papers and pages that are named beside the methods.
"""
import collections
import functools
import re

from budget import by_budget

PAPERS = {"choose_one": "marks", "approve": "marks", "budget_greedy": "marks", "budget_greedy_stopping": "marks", "budget_equal_shares": "marks", "score": "scores", "star": "scores", "majority_judgment": "scores"}


def parse(text):
    """The kind of a ballot, and what is written on it. Every ballot has one spelling; another one is a ValueError."""
    kind, _, rest = text.partition(":")
    if kind == "marks":
        written = [int(mark) for mark in rest.split(",")] if rest else []
        named, spelled = written, ",".join(map(str, sorted(set(written))))
    elif kind == "ranks":
        written = [[int(one) for one in group.split("=")] for group in rest.split(">")] if rest else []
        named = [one for group in written for one in group]
        spelled = ">".join("=".join(map(str, sorted(group))) for group in written)
    elif kind == "scores" and re.fullmatch("[0-5-]*", rest):
        written = [None if cell == "-" else int(cell) for cell in rest]
        named, spelled = [], rest
    else:
        raise ValueError("no kind of ballot")
    if spelled != rest or len(named) != len(set(named)) or not all(1 <= one <= 20 for one in named):
        raise ValueError("another spelling")
    return kind, written


def recount(rules, ballots):
    """Heads, (option, figure) with the winner first, the winner or None, and what a budget pays for or None."""
    rule, options = rules["rule"], [option["number"] for option in rules["options"]]
    heads = {"eligible": rules["roll"]["voters"], "cast": len(ballots), "valid": 0, "blank": 0, "invalid": 0}
    valid = []
    for text, voters in collections.Counter(ballots).items():
        kind, written = parse(text)
        word = "valid"
        if kind != PAPERS.get(rule["method"], "ranks") or not keeps_to(rule, kind, written, options):
            word = "invalid"
        elif all(one is None for one in written):  # nothing marked, ranked or scored
            word = "blank"
        else:
            valid.append((written, voters))
        heads[word] += voters
    lot = Lot((number, place) for place, number in enumerate(rule["lot_order"]))
    figures, leader, support, funded = decide(rule, options, valid, lot)
    leader = leader if valid else None
    if rule.get("on_tie") == "no_result":
        turned = decide(rule, options, valid, Lot((number, -place) for number, place in lot.items()))
        other = turned[1] != leader if funded is None else set(turned[3]) != set(funded)
        leader = None if lot.struck_out or other else leader
    order = sorted(options, key=lambda one: (one != leader, -figures[one], lot[one]))
    base = dict(heads, participating=heads["cast"])
    missed = [rule["quorum"] and not enough(rule["quorum"], heads["cast"], base)]
    missed.append(rule["threshold"] and not enough(rule["threshold"], support, base))
    if any(missed):
        leader = None
    return heads, [(one, figures[one]) for one in order], leader, funded if leader else None


def decide(rule, options, valid, lot):
    """Figures, leader, voters behind the leader, and what a budget pays for or None."""
    if rule["method"].startswith("budget"):
        figures, funded = by_budget(rule, options, valid, lot)
        return figures, funded[0] if funded else None, 0, funded
    return (*METHODS[rule["method"]](options, valid, lot), None)


class Lot(dict):
    """The place of each option."""

    struck_out = False  # whether the lot decided which option leaves a run-off


def keeps_to(rule, kind, written, options):
    if kind == "marks":
        most_marks = 1 if rule["method"] == "choose_one" else rule["at_most"] or len(options)
        return len(written) <= most_marks and set(written) <= set(options)
    if kind == "ranks":
        return {one for group in written for one in group} <= set(options)
    return len(written) == len(options)


def enough(share, part, base):
    have, need = part * share["den"], base[share["base"]] * share["num"]
    return base[share["base"]] > 0 and (have > need if share["cmp"] == "gt" else have >= need)


def most(among, figure):
    best = max(map(figure, among))
    return [one for one in among if figure(one) == best]


def first(tied, lot):
    return min(tied, key=lot.get)


def by_marks(options, ballots, lot):
    """Plurality and approval: the most marks."""
    votes = {one: sum(voters for marks, voters in ballots if one in marks) for one in options}
    leader = first(most(options, votes.get), lot)
    return votes, leader, votes[leader]


# Scores 0 to 5; a blank is a 0.


class Scores:
    def __init__(self, options, ballots):
        self.options = options
        self.papers = [({one: score or 0 for one, score in zip(options, scores)}, voters) for scores, voters in ballots]
        self.sums = {one: sum(paper[one] * voters for paper, voters in self.papers) for one in options}

    def fives(self, one):
        return sum(voters for paper, voters in self.papers if paper[one] == 5)

    def prefer(self, one, other):
        return sum(voters for paper, voters in self.papers if paper[one] > paper[other])

    def grades(self, one):
        return sorted(paper[one] for paper, voters in self.papers for _ in range(voters))


def by_score(options, ballots, lot):
    scores = Scores(options, ballots)
    best = most(options, scores.sums.get)
    return scores.sums, first(best, lot) if scores.sums[best[0]] else None, 0


def by_star(options, ballots, lot):
    """Score then automatic run-off (starvoting.org): ties for a finalist's place are decided by wins head to head
    among the tied, then by fives."""
    scores = Scores(options, ballots)
    if not any(scores.sums.values()):
        return scores.sums, None, 0

    def finalist(among):
        tied = most(among, scores.sums.get)
        tied = most(tied, lambda one: sum(scores.prefer(one, other) > scores.prefer(other, one) for other in tied))
        return first(most(tied, scores.fives), lot)

    one = finalist(options)
    other = finalist([option for option in options if option != one])
    rank = {a: (scores.prefer(a, b), scores.sums[a], scores.fives(a), -lot[a]) for a, b in ((one, other), (other, one))}
    winner = max(rank, key=rank.get)
    return scores.sums, winner, max(rank[one][0], rank[other][0])


def by_majority_judgment(options, ballots, lot):
    """Balinski and Laraki: the highest lower median wins. While options are equal, one ballot with the shared grade is
    taken from each."""
    scores = Scores(options, ballots)
    grades = {one: scores.grades(one) for one in options}

    def median(one):
        return grades[one][(len(grades[one]) - 1) // 2] if grades[one] else 0

    medians = {one: median(one) for one in options}
    left = most(options, median)
    while len(left) > 1 and grades[left[0]]:
        for one in left:
            grades[one].remove(median(one))
        left = most(left, median)
    return medians, first(left, lot) if any(scores.sums.values()) else None, 0


# Ranks; options left out tie below all others.


def by_run_off(options, ballots, lot, skip=False):
    """Instant run-off. A ballot counts up to its first tie, or passes ties over if `skip`. Where options tie for the fewest votes,
    the one leaves that had the fewest in the latest earlier round in which they differ, else the last of the lot order."""
    orders = []
    for groups, voters in ballots:
        until = len(groups) if skip else next((at for at, group in enumerate(groups) if len(group) > 1), len(groups))
        orders.append(([group[0] for group in groups[:until] if len(group) == 1], voters))
    standing, rounds, last = list(options), [], dict.fromkeys(options, 0)
    while True:
        counts = dict.fromkeys(standing, 0)
        for order, voters in orders:
            highest = next((one for one in order if one in counts), None)
            if highest is not None:
                counts[highest] += voters
        last.update(counts)
        elected = [one for one in standing if 2 * counts[one] > sum(counts.values()) or len(standing) == 1]
        if elected:
            return last, elected[0] if last[elected[0]] else None, last[elected[0]]
        tied = standing
        for earlier in [counts] + rounds[::-1]:
            tied = most(tied, lambda one, earlier=earlier: -earlier[one])
        lot.struck_out |= len(tied) > 1
        standing.remove(max(tied, key=lot.get))
        rounds.append(counts)


def pairs(options, ballots):
    """pairs[a, b]: voters who put a above b."""
    above = dict.fromkeys(((a, b) for a in options for b in options), 0)
    for groups, voters in ballots:
        rank = {one: place for place, group in enumerate(groups) for one in group}
        for a, b in above:
            above[a, b] += voters * (rank.get(a, len(groups)) < rank.get(b, len(groups)))
    return above


def copeland(options, above):
    """Points, doubled: 2 for each option beaten, 1 for each tie."""
    return {a: sum(2 * (above[a, b] > above[b, a]) + (above[a, b] == above[b, a]) for b in options if b != a) for a in options}


def by_copeland(options, ballots, lot):
    points = copeland(options, pairs(options, ballots))
    return points, first(most(options, points.get), lot), 0


def by_borda(options, ballots, lot):
    """Points, doubled: on each ballot 2 for each option below, 1 for each tie."""
    above, all_voters = pairs(options, ballots), sum(voters for _, voters in ballots)
    points = {a: sum(all_voters + above[a, b] - above[b, a] for b in options if b != a) for a in options}
    return points, first(most(options, points.get), lot), 0


def strengths(above, margins):
    """How strong each defeat is: the winner's votes, or the difference."""
    return {(a, b): above[a, b] - margins * above[b, a] if above[a, b] > above[b, a] else 0 for a, b in above}


def by_schulze(options, ballots, lot, margins=False):
    """Beatpath (Schulze 2011): a path is as strong as its weakest defeat."""
    above = pairs(options, ballots)
    path = strengths(above, margins)
    for via in options:
        for a in options:
            for b in options:
                path[a, b] = max(path[a, b], min(path[a, via], path[via, b])) if a != b else 0
    unbeaten = [a for a in options if all(path[a, b] >= path[b, a] for b in options)]
    return copeland(options, above), first(unbeaten, lot), 0


def by_ranked_pairs(options, ballots, lot, margins=False):
    """Tideman: defeats are locked in, strongest first, unless they close a circle. Of defeats with as many winning
    votes, the one with fewer votes against it goes first."""
    above = pairs(options, ballots)
    strong = strengths(above, margins)
    defeats = sorted((pair for pair in strong if strong[pair]), key=lambda p: (-strong[p], 0 if margins else above[p[::-1]], lot[p[0]], lot[p[1]]))
    below = {one: {one} for one in options}  # the options to which locked defeats lead
    for a, b in defeats:
        if a not in below[b]:
            for one in options:
                below[one] |= below[b] if a in below[one] else set()
    unbeaten = [a for a in options if not any(a in below[b] for b in options if b != a)]
    return copeland(options, above), first(unbeaten, lot), 0


METHODS = {
    "choose_one": by_marks, "approve": by_marks, "score": by_score, "star": by_star, "majority_judgment": by_majority_judgment,
    "run_off": by_run_off, "run_off_skipping": functools.partial(by_run_off, skip=True),
    "schulze": by_schulze, "schulze_margins": functools.partial(by_schulze, margins=True),
    "ranked_pairs": by_ranked_pairs, "ranked_pairs_margins": functools.partial(by_ranked_pairs, margins=True),
    "borda": by_borda, "copeland": by_copeland,
}  # fmt: skip
