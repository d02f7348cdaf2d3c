"""What a budget pays for, where voters mark parts of a project and each part has its cost. Used by `recount.py`; standard
library only.

Ties go to the part with more voters, then to the cheaper, then by the lot order. What nobody marked is not built.
"""
from fractions import Fraction


def by_budget(rule, options, ballots, lot):
    """The voters of each option, and what the budget pays for, in the order in which it was chosen."""
    cost, budget = dict(zip(options, rule["budget"]["costs"])), rule["budget"]["yuan"]
    votes = {one: sum(voters for marks, voters in ballots if one in marks) for one in options}
    wanted = sorted((one for one in options if votes[one]), key=lambda one: (-votes[one], cost[one], lot[one]))
    if rule["method"] == "budget_equal_shares":
        return votes, add1(wanted, cost, budget, ballots)
    funded = []
    for one in wanted:
        if cost[one] <= budget:
            funded.append(one)
            budget -= cost[one]
        elif rule["method"] == "budget_greedy_stopping":
            break
    return votes, funded


def add1(wanted, cost, budget, ballots):
    """Equal Shares (equalshares.net), with every voter's share raised by a yuan at a time until nothing more fits or the
    budget would be overdrawn."""
    voters, kept, raised = sum(count for _, count in ballots), [], 0
    while wanted:
        chosen = equal_shares(wanted, cost, Fraction(budget, voters) + raised, ballots)
        spent = sum(cost[one] for one in chosen)
        if spent > budget:
            break
        kept, raised = chosen, raised + 1
        if len(kept) == len(wanted) or not any(cost[one] <= budget - spent for one in wanted if one not in kept):
            break
    return kept


def equal_shares(wanted, cost, share, ballots):
    """Buys next the option whose highest payment by one voter is lowest, for each yuan of its cost. Its voters pay equally,
    or all that they have left."""
    left, chosen = [share] * len(ballots), []
    while True:
        best = None
        for one in (option for option in wanted if option not in chosen):
            payers = [place for place, (marks, _) in enumerate(ballots) if one in marks]
            payers.sort(key=lambda place: left[place])
            due, heads = Fraction(cost[one]), sum(ballots[place][1] for place in payers)
            for place in payers:
                if left[place] * heads >= due:  # this voter and all after can pay the same
                    each = due / heads
                    if best is None or each * best[2] < best[1] * cost[one]:
                        best = (one, each, cost[one])
                    break
                due, heads = due - left[place] * ballots[place][1], heads - ballots[place][1]
        if best is None:
            return chosen
        chosen.append(best[0])
        for place, (marks, _) in enumerate(ballots):
            if best[0] in marks:
                left[place] -= min(left[place], best[1])
