"""What is checked of an owners' decision besides the log: the register, its heads and areas, and every leg of the result."""
import hashlib

FORMAT = "sanhui/owners-bundle/v1"
VOICES = ("for", "against", "abstain")
# Civil Code art. 278: two thirds of all take part; then more than half of those, and three quarters in items 6 to 8.
QUORUM = {"strictly": False, "num": 2, "den": 3}
THRESHOLD = {
    "ordinary": {"strictly": True, "num": 1, "den": 2},
    "special": {"strictly": False, "num": 3, "den": 4},
}


MANDATES = VOICES + ("left_to_holder",)
PROXIES_MAX = 10


def ballot(one):
    if one["decision"] not in VOICES:
        raise ValueError("another voice")
    return one["decision"] + ":" + one["head"]


def in_order(flats):
    """Each flat once, sorted bytewise by building and room."""
    by_place = {(flat["building"].encode(), flat["room"].encode()): flat for flat in flats}
    return [by_place[place] for place in sorted(by_place)]


def register_hash(flats):
    """SHA-256 over netstrings of building, room, area and head, a line a flat."""
    text = hashlib.sha256(b"sanhui/owner-register/v1\n")
    for flat in in_order(flats):
        for field in (flat["building"], flat["room"], str(flat["area"]), flat["head"]):
            field = field.encode()
            text.update(b"%d:%s," % (len(field), field))
        text.update(b"\n")
    return text.hexdigest()


def check_register(rules, flats, fault):
    """The area of each head."""
    places = [(flat["building"].encode(), flat["room"].encode()) for flat in flats]
    if any(place >= following for place, following in zip(places, places[1:])):
        fault("register-altered", "the flats are not in their order, or one stands there twice")
    flats = in_order(flats)
    heads, first = {}, {}
    for flat in flats:
        heads[flat["head"]] = heads.get(flat["head"], 0) + flat["area"]
        first.setdefault(flat["head"], flat["building"] + "/" + flat["room"])
    for head, code in first.items():
        if head not in ("builder", code):
            fault("head-misnamed", head + " is not called after its first flat")
    if register_hash(flats) != rules["roll_hash"]:
        fault("register-altered", "the flats, areas and heads are not those of the frozen register")
    if rules["total"] != {"area": sum(heads.values()), "heads": len(heads)}:
        fault("register-altered", "areas or heads do not add up to what was frozen")
    return heads


def legs(rules, total, participating, in_favour):
    for what, share, part, whole in (
        ("participation", rules["quorum"], participating, total),
        ("approval", rules["threshold"], in_favour, participating),
    ):
        for of in ("area", "heads"):
            have, need = part[of] * share["den"], whole[of] * share["num"]
            met = whole[of] > 0 and (have > need if share["strictly"] else have >= need)
            yield {"what": what, "of": of, "part": part[of], "whole": whole[of], "met": met, **share}


def check_proxies(most, ballots, fault):
    """Checks that nobody cast for more owners than the rule allows, or otherwise than the mandate says. Gives the heads that
    holders cast for."""
    held = {}
    for one in ballots:
        if one.get("proxy") is None:
            continue
        holder, says = one["proxy"]["holder"], one["proxy"]["says"]
        held.setdefault(holder, set()).add(one["head"])
        if says not in MANDATES or says not in (one["decision"], "left_to_holder"):
            fault("mandate-broken", "the ballot of " + one["head"] + " is not what the mandate says")
    for holder, heads in held.items():
        if len(heads) > (most or 0):
            fault("holder-full", "holder %s cast for %d owners, the rule allows %d" % (holder, len(heads), most or 0))
    return set().union(*held.values())


def check(bundle, rules, ballots, fault):
    special = 6 <= rules["item"] <= 8
    law = ("special" if special else "ordinary", QUORUM, THRESHOLD["special" if special else "ordinary"])
    most = rules.get("proxies_per_holder")
    law_kept = (rules["matter"], rules["quorum"], rules["threshold"]) == law and 1 <= rules["item"] <= 9
    if not law_kept or not (most is None or 1 <= most <= PROXIES_MAX):
        return fault("rules-changed", "the rules are none that can be counted by")
    heads = check_register(rules, bundle["flats"], fault)
    voices = {}
    for text in ballots:
        voice, _, head = text.partition(":")
        if head not in heads:
            fault("head-unknown", head + " is no head of the register")
        if head in voices:
            fault("head-twice", head + " has two ballots")
        voices[head] = voice

    by_proxy = check_proxies(most, bundle["ballots"], fault)

    def measure(*wanted):
        areas = [area for head, area in heads.items() if voices.get(head, "silent") in wanted]
        return {"area": sum(areas), "heads": len(areas)}

    result, total, participating = bundle["result"], measure("silent", *VOICES), measure(*VOICES)
    figures = {
        "roll_hash": register_hash(bundle["flats"]),
        "total": total,
        "participating": participating,
        "in_favour": measure("for"),
        "against": measure("against"),
        "abstaining": measure("abstain"),
    }
    if most is not None:
        areas = [area for head, area in heads.items() if head in by_proxy]
        figures["by_proxy"] = {"area": sum(areas), "heads": len(areas)}
    counted = list(legs(rules, total, participating, measure("for")))
    told = [{name: leg[name] for name in counted[0]} for leg in result["legs"]]
    same = all(result.get(name) == figure for name, figure in figures.items()) and told == counted
    same = same and ("by_proxy" in result) == (most is not None)
    if not same or result["passed"] != all(leg["met"] for leg in counted):
        fault("count-wrong", "the ballots give another result")
