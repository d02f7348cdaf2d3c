"""One whole cycle of 一图三会, played from outside: from a resident's sentence to the rating of what was built, and the trace of it all."""

import json
from datetime import datetime, timedelta

from outside import Failed, Person, totp

NOBODY = None


class Cycle:
    def __init__(self, api, sign_ins):
        with open(sign_ins, encoding="utf-8") as file:
            people = json.load(file)
        self.api = api
        self.resident = Person.with_phone(api, people["resident"]["phone"])
        self.moderator, self.planner, self.steward = (
            Person.with_password(api, people[role]["email"], people[role]["password"]) for role in ("moderator", "planner", "steward")
        )
        self.moderators_card = people["moderator"]
        self.public = Person(api, "the public")
        self.unit = people["unit_id"]
        self.newcomer = NOBODY
        self.project = NOBODY

    # Time. The demo's clock can be put forward; it never goes back.

    def now(self):
        return datetime.fromisoformat(self.api.send("POST", "/demo/clock", {"advance_minutes": 0})["now"])

    def let_pass(self, **span):
        minutes = int(timedelta(**span).total_seconds() // 60)
        if self.api.send("POST", "/demo/clock", {"advance_minutes": minutes}).status != 200:
            raise Failed("the demo's clock can't be put forward")

    def in_days(self, days):
        return (self.now() + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")

    # The cycle.

    def walk(self):
        self.take_second_factor()
        self.move_in()
        hearing, need = self.hear()
        self.propose(hearing, need)
        designs = self.design()
        self.publish(designs)
        vote = self.vote(designs)
        self.build(vote, designs)
        rating = self.rate()
        self.trace({"need": need, "meeting": hearing, "project": self.project, "design": designs[0], "vote": vote, "rating": rating})
        self.suggest()

    def take_second_factor(self):
        """The moderator sets up an authenticator app, and signs in with it from then on."""
        secret = self.moderator.does("enrol_second_factor")["secret"]
        before = self.now() - timedelta(seconds=30)  # a code can be used once, and a second one is needed at once
        codes = self.moderator.does("activate_second_factor", {"code": totp(secret, before)})["recovery_codes"]
        if len(set(codes)) != 10:
            raise Failed(f"ten recovery codes, not {codes}")
        card = self.moderators_card
        answer = self.public.does("sign_in_with_password", {"email": card["email"], "password": card["password"]})
        if answer.status != 202 or "access_token" in answer.body:
            raise Failed(f"a password alone should not open the moderator's account: {answer.body}")
        self.moderator.sign_in = lambda: Person.password_session(self.api, card["email"], card["password"], lambda: totp(secret, self.now()))["access_token"]
        self.moderator.token = self.moderator.sign_in()

    def move_in(self):
        """A new person signs in and claims to live in the unit, and the claim is verified."""
        self.newcomer = Person.with_phone(self.api, "+8613900000042")
        street = self.public.does("read_unit", unit=self.unit)["area_codes"][0]
        committee = self.public.does("list_areas", parent=street)["items"][0]["code"]
        claim = self.newcomer.does(
            "claim_residency", {"unit_id": self.unit, "committee_code": committee, "building": "2号楼", "room": "301", "kind": "lives"}
        )["id"]
        self.newcomer.is_refused("not-for-your-role", "verify_residency", {"decision": "verified"}, claim=claim)
        self.moderator.does("verify_residency", {"decision": "verified"}, claim=claim)

    def hear(self):
        """听证会: a need is submitted, the hearing is held, and its minutes are published."""
        hearing = self.meeting("hearing", unit_id=self.unit)
        need = self.newcomer.does("submit_need", {"unit_id": self.unit, "text": "小区门口晚上太黑，老人出门容易摔跤，希望加装路灯。", "meeting_id": hearing})["id"]
        self.moderator.is_refused("meeting-not-open", "close_meeting", meeting=hearing)
        self.hold(hearing)
        self.moderator.is_refused("minutes-not-written", "publish_minutes", meeting=hearing)
        self.minutes(hearing, "十二位居民发言，多数希望先解决门口照明。", ["把门口照明列入年度项目"])
        return hearing, need

    def propose(self, hearing, need):
        today = self.now().date()
        plan = {
            "title": "小区门口照明与休憩角", "content": "加装路灯六盏，增设无障碍坡道和座椅。", "implementation_path": "街道立项，社区规划师指导。",
            "implementing_body": "街道办事处", "funding_source": "区级财政", "budget_fen": 36_000_000, "starts_on": str(today + timedelta(days=40)),
            "ends_on": str(today + timedelta(days=120)), "kind": "basic_guarantee", "level": "street", "year": today.year,
        }  # fmt: skip
        self.project = self.moderator.does("propose_project", {"unit_id": self.unit, "hearing_id": hearing, "plan": plan})["id"]
        design = {"title": "方案一", "summary": "沿路一侧布灯。"}
        self.moderator.is_refused("no-source-linked", "submit_design", design, project=self.project)
        source = {"kind": "need", "id": need, "reason": "听证会上提出"}
        self.moderator.does("link_source", source, project=self.project)
        self.moderator.is_refused("already-linked", "link_source", source, project=self.project)
        self.moderator.is_refused("no-design-submitted", "open_publicity", project=self.project)

    def design(self):
        drafts = [("方案一：林荫步道", "沿路一侧布灯，增设座椅。"), ("方案二：街角客厅", "两侧布灯，转角处设休憩角。"), ("方案三：从简", "只换灯。")]
        designs = [self.moderator.does("submit_design", {"title": title, "summary": summary}, project=self.project)["id"] for title, summary in drafts]
        self.moderator.is_refused("design-not-reviewed", "open_publicity", project=self.project)
        for design in designs:
            review = {"opinion": "可行，注意无障碍坡道的坡度。", "verdict": "recommend", "conflict": False}
            self.planner.does("review_design", review, design=design)
        return designs

    def publish(self, designs):
        """公示, and 协调会 while it lasts."""
        self.steward.is_refused("project-not-in-publicity", "approve_design", {"design_id": designs[0], "reason": "急"}, project=self.project)
        self.moderator.does("open_publicity", project=self.project)
        meeting = self.meeting("coordination", project_id=self.project)
        self.hold(meeting)
        self.minutes(meeting, "三个方案逐一说明，同意付诸表决。", ["在名册居民中表决"])

    def vote(self, designs):
        vote = self.moderator.does(
            "draft_vote",
            {"project_id": self.project, "title": "门口照明设计方案表决", "method": "approve", "at_most": 2, "design_ids": designs, "closes_at": self.in_days(30)},
        )["id"]
        self.moderator.is_refused("roll-not-built", "open_vote", vote=vote)
        self.let_pass(days=8)
        roll = self.moderator.does("build_roll", vote=vote)
        preflight = self.moderator.does("check_vote", vote=vote)
        if not preflight["ready"] or roll["voters"] < 2:
            raise Failed(f"the vote should be ready to open: {preflight.body}, {roll.body}")
        self.moderator.does("open_vote", vote=vote)
        self.resident.does("cast_ballot", {"choices": [1, 3]}, vote=vote)
        self.resident.does("cast_ballot", {"choices": [2]}, vote=vote)  # the last one counts
        receipt = self.newcomer.does("cast_ballot", {"choices": [1, 2]}, vote=vote)
        if "choice" in json.dumps(receipt.body):
            raise Failed(f"a receipt says that and when, never what: {receipt.body}")
        self.newcomer.is_refused("invalid-field", "cast_ballot", {"choices": [1, 2, 3]}, vote=vote)
        self.planner.is_refused("not-on-the-roll", "cast_ballot", {"choices": [1]}, vote=vote)
        self.steward.is_refused("vote-still-open", "certify_result", vote=vote)
        self.moderator.does("close_vote", {"reason": "名册上的居民已有机会投票"}, vote=vote)
        self.newcomer.is_refused("vote-closed", "cast_ballot", {"choices": [1]}, vote=vote)
        result = self.public.does("read_result", vote=vote)
        if result["elected"]["number"] != 2 or result["heads"]["cast"] != 2 or result["standings"][0]["votes"] != 2:
            raise Failed(f"option 2 has two votes of two: {result.body}")
        self.moderator.is_refused("certifier-ran-the-vote", "certify_result", vote=vote)
        self.steward.is_refused("vote-not-certified", "approve_design", {"design_id": designs[1], "vote_id": vote}, project=self.project)
        self.steward.is_refused("objection-period-running", "certify_result", vote=vote)
        self.let_pass(days=3)
        self.steward.does("certify_result", vote=vote)
        return vote

    def build(self, vote, designs):
        self.steward.is_refused("design-not-approved", "start_building", project=self.project)
        self.steward.is_refused("not-the-winner", "approve_design", {"design_id": designs[0], "vote_id": vote}, project=self.project)
        self.steward.does("approve_design", {"design_id": designs[1], "vote_id": vote}, project=self.project)
        self.steward.does("start_building", project=self.project)
        for percent, spent, text in [(40, 12_000_000, "灯杆基础完成"), (100, 35_000_000, "全部亮灯")]:
            self.let_pass(days=10)
            self.steward.does("report_progress", {"done_percent": percent, "spent_fen": spent, "text": text}, project=self.project)
        self.moderator.is_refused("project-not-completed", "plan_meeting", self.plan("review", {"project_id": self.project}))
        self.steward.does("complete_project", {}, project=self.project)

    def rate(self):
        """评议会, and the rating by the residents."""
        open_rating = {"closes_at": self.in_days(60)}
        self.moderator.is_refused("no-review-meeting", "open_rating", open_rating, project=self.project)
        meeting = self.meeting("review", project_id=self.project)
        self.hold(meeting)
        self.minutes(meeting, "居民普遍满意。", [])
        rating = self.moderator.does("open_rating", {"closes_at": self.in_days(10)}, project=self.project)["id"]
        self.resident.does("submit_rating", {"design": 4, "built": 5}, rating=rating)
        self.newcomer.does("submit_rating", {"design": 5, "built": 4, "comment": "晚上出门安心了。"}, rating=rating)
        summary = self.public.does("read_rating_summary", rating=rating)
        if summary["response"]["answers"] != 2:
            raise Failed(f"two answered: {summary.body}")
        return rating

    def trace(self, chain):
        """The trace shows the same chain from each end and from the middle."""
        for kind, thing in chain.items():
            trace = self.public.does("read_trace", kind=kind, id=thing)
            seen = {(node["kind"], node["id"]) for node in trace["nodes"]}
            missing = set(chain.items()) - seen
            if missing:
                raise Failed(f"the trace of the {kind} does not reach {missing}")

    def suggest(self):
        """人民建议: submitted, acknowledged, answered, rated, and made into a need."""
        street = self.public.does("read_unit", unit=self.unit)["area_codes"][0]
        suggestion = self.newcomer.does(
            "submit_suggestion",
            {"area_code": street, "topic": "共享晾衣架", "reasons": "老房子没有阳台。", "proposal": "在绿地边设共享晾衣架。"},
        )["id"]
        self.steward.does("acknowledge_suggestion", suggestion=suggestion)
        self.steward.does("answer_suggestion", {"outcome": "adopted_measure", "text": "已列入下半年安排。"}, suggestion=suggestion)
        self.newcomer.does("rate_answer", {"score": 5}, suggestion=suggestion)
        self.steward.does("adopt_suggestion", {"need": {"unit_id": self.unit}}, suggestion=suggestion)

    # Meetings.

    def plan(self, kind, about):
        return {
            "kind": kind, **about, "title": {"hearing": "听证会", "coordination": "协调会", "review": "评议会"}[kind],
            "agenda": "一、情况说明；二、居民发言；三、小结", "place": "居委会二楼活动室", "starts_at": self.in_days(12),
        }  # fmt: skip

    def meeting(self, kind, **about):
        meeting = self.moderator.does("plan_meeting", self.plan(kind, about))["id"]
        self.moderator.is_refused("meeting-not-announced", "open_meeting", meeting=meeting)
        self.moderator.does("announce_meeting", meeting=meeting)
        return meeting

    def hold(self, meeting):
        self.moderator.is_refused("too-early", "open_meeting", meeting=meeting)
        self.let_pass(days=12)
        self.moderator.does("open_meeting", meeting=meeting)
        self.moderator.does("close_meeting", meeting=meeting)

    def minutes(self, meeting, text, decisions):
        self.moderator.does("write_minutes", {"text": text, "decisions": decisions}, meeting=meeting)
        self.moderator.does("publish_minutes", meeting=meeting)
        self.public.does("read_minutes", meeting=meeting)

    # Afterwards.

    def is_still_there(self, api):
        if Person(api, "the public").does("read_project", project=self.project)["stage"] != "completed":
            raise Failed("after a restart the project is not what it was")

    def is_gone(self, api):
        if Person(api, "the public").asks("read_project", project=self.project).status != 404:
            raise Failed("--fresh should start over")
