"""Reads the ballots from the exports of a bundle by other people's programs, and counts them by these. No code of the service is used.

PrefLib's own reader (preflibtools), votelib for most methods, starvote for STAR, Pabulib's own reader and counts (pabutools).
"""

from collections import Counter
from fractions import Fraction

import starvote
from outside import Failed
from pabutools.election import Cost_Sat
from pabutools.election.pabulib import parse_pabulib_from_string
from pabutools.rules import greedy_utilitarian_welfare, method_of_equal_shares
from pabutools.tiebreaking import TieBreakingRule
from preflibtools.instances import CategoricalInstance, OrdinalInstance
from votelib import convert
from votelib.component.rankscore import Borda
from votelib.evaluate import cardinal, condorcet, core, sequential, threshold

BUDGETS = ("budget_greedy", "budget_greedy_stopping", "budget_equal_shares")
KINDS = {**dict.fromkeys(BUDGETS, "marks"), "choose_one": "marks", "approve": "marks", "score": "scores", "star": "scores", "majority_judgment": "scores"}
BLANK = 6  # after the grades 5, 4, … 0


class Counted:
    """The winners, more than one where they tie; a figure for each option and a matrix of pairs where the program gives them."""

    def __init__(self, winners, figures=None, pairs=None):
        self.winners = set().union(*(one if isinstance(one, core.Tie) else {one} for one in winners))
        self.figures, self.pairs = figures, pairs


def read(method, preflib):
    """A counter of ballots: marks as frozensets, scores as tuples, ranks as tuples of options and of frozensets of tied ones."""
    kind = KINDS.get(method, "ranks")
    if kind == "ranks":
        orders = OrdinalInstance()
        orders.parse_str(preflib, "toi")
        ballots = {tuple(group[0] if len(group) == 1 else frozenset(group) for group in order): count for order, count in orders.multiplicity.items()}
        return Counter(ballots), orders
    categories = CategoricalInstance()
    categories.parse_str(preflib, "cat")
    if kind == "marks":
        return Counter({frozenset(yes): count for (yes, _), count in categories.multiplicity.items()}), categories
    ballots = Counter()
    for groups, count in categories.multiplicity.items():
        given = {option: None if place == BLANK else BLANK - 1 - place for place, group in enumerate(groups) for option in group}
        ballots[tuple(given[option] for option in sorted(given))] += count
    return ballots, categories


def canonical(ballot, kind):
    """The ballot in the spelling of the CSV."""
    if kind == "marks":
        return "marks:" + ",".join(map(str, sorted(ballot)))
    if kind == "scores":
        return "scores:" + "".join("-" if score is None else str(score) for score in ballot)
    return "ranks:" + ">".join("=".join(map(str, sorted(group))) if isinstance(group, frozenset) else str(group) for group in ballot)


def from_abif(text, kind, options):
    """A counter of ballots in the spelling of the CSV; a handful of lines, since ABIF's own reader brings a spreadsheet program along."""
    ballots = Counter()
    for line in text.splitlines():
        if line.startswith("# ") and line.endswith(" blank"):
            ballots[kind + ":" + "-" * (options if kind == "scores" else 0)] += int(line.split()[1])
        elif line[:1].isdigit():
            count, _, rest = line.partition(":")
            if kind == "ranks":
                ballots["ranks:" + rest.replace("o", "")] += int(count)
                continue
            scores = {int(name[1:]): score for name, score in (cell.split("/") for cell in rest.split(","))}
            marks = ",".join(str(option) for option in sorted(scores) if scores[option] == "1")
            ballots["marks:" + marks if kind == "marks" else "scores:" + "".join(scores.get(option, "-") for option in range(1, options + 1))] += int(count)
    return ballots


def count(method, ballots, rule):
    kind = KINDS.get(method, "ranks")
    return {"marks": by_marks, "scores": by_scores, "ranks": by_ranks}[kind](method, ballots, rule)


def by_marks(_method, ballots, _rule):
    votes = convert.ApprovalToSimpleVotes().convert({ballot: count for ballot, count in ballots.items() if ballot})
    return Counted(core.get_n_best(votes, 1), votes)


def by_scores(method, ballots, rule):
    options = rule["lot_order"]
    given = [{option: ballot[option - 1] or 0 for option in options} for ballot in ballots.elements()]
    sums = {option: sum(paper[option] for paper in given) for option in options}
    if method == "star":
        named = [{str(option): score for option, score in paper.items()} for paper in given]  # starvote needs names
        in_lot_order = starvote.predefined_permutation_tiebreaker(candidates=list(map(str, options)))
        return Counted(map(int, starvote.star_voting(named, tiebreaker=in_lot_order, verbosity=0)), sums)
    votes = Counter(frozenset(paper.items()) for paper in given)
    if method == "score":
        totals = convert.ScoreToSimpleVotes(function="sum").convert(votes)
        return Counted(cardinal.ScoreVoting(function="sum").evaluate(votes, 1), totals)
    medians = convert.ScoreToSimpleVotes(function="median_low").convert(votes)
    return Counted(cardinal.MajorityJudgment().evaluate(votes, 1), medians)


def by_ranks(method, ballots, rule):
    votes, options = dict(ballots), sorted(rule["lot_order"])
    above = convert.RankedToCondorcetVotes().convert(votes)
    margins = {(a, b): above[a, b] - above.get((b, a), 0) for a, b in above}
    wins = condorcet.Copeland.scores(condorcet.pairwise_wins(above))
    matrix = [[above.get((a, b), 0) for b in options] for a in options]
    # Doubled points are two for a win and one for a tie. That is wins less losses, plus one for each other option.
    copeland = {option: wins.get(option, 0) + len(options) - 1 for option in options}
    if method == "copeland":
        return Counted(condorcet.Copeland(second_order=False).evaluate(above, 1), copeland, matrix)
    if method.startswith("schulze"):
        # Margins may be given in place of votes, because a path is made of defeats either way.
        return Counted(condorcet.Schulze().evaluate(margins if method == "schulze_margins" else above, 1), copeland, matrix)
    if method.startswith("ranked_pairs"):
        by = "margins" if method == "ranked_pairs_margins" else "winning_votes"
        return Counted(condorcet.RankedPairs(by).evaluate(above, 1), copeland, matrix)
    if method == "borda":
        points = convert.RankedToPositionalVotes(Borda(base=0)).convert(votes)  # complete strict orders only
        return Counted(core.get_n_best(points, 1), {option: 2 * figure for option, figure in points.items()}, matrix)
    return Counted(sequential.TransferableVoteSelector().evaluate(votes, 1))


def first_round(ballots):
    """What each option holds in the first round of a run-off."""
    return sequential.allocation_totals(sequential.initial_allocation(dict(ballots)))


def funded(method, pabulib, rule):
    """What Pabulib's own counts pay for; of equals the cheaper, then the one earlier in the lot order."""
    instance, profile = parse_pabulib_from_string(pabulib)
    if len(profile) == 0:
        raise Failed("there is no ballot in the Pabulib file")

    def place(_instance, ballots, project):
        return (-ballots.approval_score(project), project.cost, rule["lot_order"].index(int(project.name)))

    how = {"sat_class": Cost_Sat, "tie_breaking": TieBreakingRule(place)}
    if method == "budget_equal_shares":
        chosen = method_of_equal_shares(instance, profile, voter_budget_increment=1, **how)
    elif method == "budget_greedy_stopping":
        chosen = until_too_dear(instance, profile, how)
    else:
        chosen = greedy_utilitarian_welfare(instance, profile, **how)
    return {int(project.name) for project in chosen}


def until_too_dear(instance, profile, how):
    """None of the programs stops at the first project that is too dear. So the order is theirs, and the stopping is done here."""
    left, bought = instance.budget_limit, []
    for project in how["tie_breaking"].order(instance, profile, instance):
        if project.cost > left:
            break
        bought.append(project)
        left -= project.cost
    return bought


def legs(bundle):
    """Whether each of the four legs is met, by area and by heads: of all who take part, and then of those who are in favour."""
    areas = Counter()
    for flat in bundle["flats"]:
        areas[flat["head"]] += flat["area"]
    said = {one["head"]: one["decision"] for one in bundle["ballots"]}
    met = {}
    for of, weigh in (("area", areas.__getitem__), ("heads", lambda _: 1)):
        votes = Counter()
        for head in areas:
            votes[said.get(head, "silent")] += weigh(head)
        part = {voice: weight for voice, weight in votes.items() if voice != "silent"}
        taking = {"part": sum(part.values()), "silent": votes["silent"]}
        for what, share, counted, wanted in (("participation", "quorum", taking, "part"), ("approval", "threshold", part, "for")):
            rule = bundle["rules"][share]
            needed = Fraction(sum(counted.values()) * rule["num"], rule["den"])
            met[what, of] = wanted in threshold.AbsoluteThreshold(needed, accept_equal=not rule["strictly"]).evaluate(counted)
    return met
