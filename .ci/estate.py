"""An estate in a running demo, whose owners decide jointly (Civil Code art. 278)."""

from outside import Failed, Person

# Building, room, m², owners by number. A flat that two owners have together is another head than a flat that one of them has
# alone. The last two flats are unsold.
FLATS = [
    ("1号", "101", "80.50", (1, 2)),
    ("1号", "102", "60", (1,)),
    ("1号", "201", "70.01", (3,)),
    ("1号", "202", "69.99", (3,)),
    ("2号", "101", "300", (4,)),
    ("2号", "102", "75", (5,)),
    ("3号", "101", "30", ()),
    ("3号", "102", "30.25", ()),
]
# What each owner says, for which flat, and which of the four legs are not met, counted by hand. In the second decision exactly two
# thirds of the heads take part.
DECISIONS = [
    ("通过", 5, {(1, "1号/101"): "for", (1, "1号/102"): "for", (3, None): "for", (4, None): "for", (5, None): "against"}, set()),
    ("面积未过半", 5, {(1, "1号/101"): "for", (1, "1号/102"): "for", (3, None): "for", (4, None): "against"}, {("approval", "area")}),
    ("参与人数不足", 5, {(3, None): "for", (4, None): "for", (5, None): "for"}, {("participation", "heads")}),
    (
        "人数未达四分之三", 7,
        {(1, "1号/101"): "for", (1, "1号/102"): "abstain", (3, None): "for", (4, None): "for", (5, None): "against"},
        {("approval", "heads")},
    ),
]  # fmt: skip


class Estate:
    def __init__(self, cycle):
        self.cycle, self.name = cycle, "核对小区"
        self.owners = {number: Person.with_phone(cycle.api, f"+8613900{number:06}") for number in range(1, 6)}
        rows = ["幢,室,专有面积,业主,手机,未售"]
        for building, room, area, owners in FLATS:
            rows += [f"{building},{room},{area},业主{number},13900{number:06}," for number in owners] or [f"{building},{room},{area},,,是"]
        register = {"unit_id": cycle.unit, "estate": self.name, "csv": "\r\n".join(rows)}
        self.register = cycle.moderator.does("import_owner_register", register).body

    def decides(self, title, item, said):
        """The bundle of a decision in which this was said, and the receipts."""
        cycle = self.cycle
        matter = {"unit_id": cycle.unit, "estate": self.name, "title": title, "text": "使用维修资金更换水泵两台。", "item": item}
        decision = cycle.moderator.does("draft_owners_decision", {**matter, "closes_at": cycle.in_days(40)})["id"]
        cycle.let_pass(days=30)
        if not cycle.moderator.does("check_owners_decision", decision=decision)["ready"]:
            raise Failed(f"{title}: the decision should be ready to open")
        cycle.moderator.does("open_owners_decision", decision=decision)
        receipts = []
        for (number, head), voice in said.items():
            ballot = {"decision": voice, "head": head} if head else {"decision": voice}
            receipts.append(self.owners[number].does("cast_owner_ballot", ballot, decision=decision)["receipt"])
        cycle.let_pass(days=11)
        result = cycle.public.does("read_owners_result", decision=decision).body
        bundle = cycle.public.does("download_owners_bundle", decision=decision)
        if bundle["result"] != result:
            raise Failed(f"{title}: the bundle's result is not the one that is read")
        return bundle, receipts
