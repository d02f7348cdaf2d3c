#!/usr/bin/env python3
"""Checks the bundle of a vote or an owners' decision (bundle.md) with nothing but Python's standard library (3.9 or newer)
and the modules beside it.

    verify.py BUNDLE [--key KEY]... [--checkpoint FILE]... [--receipt FILE]...

Prints a line for each fault, `name: where`, or `ok`; ends with 1 when there is a fault. It shares no code with the service.
"""
import base64
import csv
import hashlib
import io
import json
import sys

from ed25519 import signed
import owners
from recount import parse, recount


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def parse_key(key):
    """name+hash+base64(0x01 || public key) of c2sp.org/signed-note."""
    name, _, typed = key.split("+", 2)
    typed = base64.b64decode(typed, validate=True)
    if typed[:1] != b"\x01" or len(typed) != 33:
        raise ValueError("not an Ed25519 key")
    return name, sha256(name.encode(), b"\n", typed)[:4], typed[1:]


def open_note(note, keys):
    """(origin, size, root) of a checkpoint that one of the keys signed, or None."""
    try:
        text, signatures = note.split("\n\n", 1)
        text += "\n"
        origin, size, root = text.split("\n")[:3]
        head = (origin, int(size), base64.b64decode(root, validate=True))
        for line in signatures.splitlines():
            for name, tag, public in map(parse_key, keys):
                mark = "\u2014 " + name + " "
                data = base64.b64decode(line[len(mark):], validate=True) if line.startswith(mark) else b""
                if data[:4] == tag and str(head[1]) == size and signed(public, text.encode(), data[4:]):
                    return head
    except ValueError:
        pass
    return None


class Edge:
    """The right edge of an RFC 6962 tree: (level, hash) of its complete subtrees."""

    def __init__(self):
        self.peaks = []

    def append(self, leaf):
        level, node = 0, sha256(b"\x00", leaf.encode())
        while self.peaks and self.peaks[-1][0] == level:
            level, node = level + 1, sha256(b"\x01", self.peaks.pop()[1], node)
        self.peaks.append((level, node))

    def root(self):
        if not self.peaks:
            return sha256()
        root = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            root = sha256(b"\x01", peak, root)
        return root


def check_log(bundle, leaves, ours, kept_keys, kept_checkpoints, fault):
    keys = kept_keys or bundle["keys"]
    if kept_keys and any(key not in kept_keys for key in bundle["keys"]):
        fault("key-unknown", "the bundle names keys you do not know")
    edge = Edge()
    roots = [edge.root()]
    for leaf in bundle["leaves"]:
        edge.append(leaf)
        roots.append(edge.root())
    heads, count = {}, len(leaves)
    for number, note in enumerate(bundle["checkpoints"] + kept_checkpoints):
        head = open_note(note, keys)
        if head is None or not head[0].endswith(ours):
            fault("checkpoint-forged", f"checkpoint {number} is not signed by a known key")
        else:
            heads.setdefault(head[1], set()).add(head[2])
    if not heads:
        return fault("checkpoint-missing", "there is no checkpoint that is signed")
    if max(heads) > count:
        fault("log-cut", f"the newest checkpoint has {max(heads)} leaves, the log {count}")
    if max(heads) < count:
        fault("checkpoint-stale", f"the newest checkpoint has {max(heads)} leaves, the log {count}")
    within = [size for size in heads if size <= count]
    broken = [size for size in within if heads[size] != {roots[size]}]
    if broken and max(within) in broken and all(len(seen) == 1 for seen in heads.values()):
        fault("log-altered", "the leaves are not those that were signed")
    elif broken:
        fault("log-forked", f"a checkpoint of {broken} leaves belongs to another log")
    if not ours.startswith("/votes/"):
        return  # owners' leaves stand in the order in which ballots were taken
    edges = sorted({0, 1, count} | {size for size in within})
    for start, end in zip(edges, edges[1:]):
        batch = [leaf["commitment"] for leaf in leaves[start:end] if leaf.get("kind") == "cast"]
        if batch != sorted(batch):
            fault("leaves-swapped", f"leaves {start} to {end - 1} are not sorted by commitment")


def live_ballots(leaves, fault):
    live, ended = set(), []
    for leaf in leaves:
        if leaf.get("kind") == "cast":
            if leaf["commitment"] in live:
                fault("cast-twice", leaf["commitment"])
            live.add(leaf["commitment"])
            ended.append(leaf["supersedes"])
        elif leaf.get("kind") == "void":
            ended.append(leaf["commitment"])
    everything = set(live)
    for commitment in filter(None, ended):
        if commitment not in everything:
            fault("superseded-unknown", commitment)
        elif commitment not in live:
            fault("superseded-twice", commitment)
        live.discard(commitment)
    return live


def unhex(text, length):
    if len(text) != 2 * length or any(digit not in "0123456789abcdef" for digit in text):
        raise ValueError("not lower-case hexadecimal")
    return bytes.fromhex(text)


def vote_ballot(one):
    parse(one["ballot"])
    return one["ballot"]


def check_ballots(bundle, live, domain, ballot_of, fault):
    vote, seen, ballots = bytes.fromhex(id_of(bundle).replace("-", "")), set(), []
    for one in bundle["ballots"]:
        commitment = one["commitment"]
        if commitment in seen:
            fault("two-openings", commitment)
        elif commitment not in live:
            fault("ballot-added", commitment)
        seen.add(commitment)
        try:
            nonce, ballot = unhex(one["nonce"], 32), ballot_of(one)
        except ValueError:
            fault("ballot-altered", commitment)
            continue
        opens = sha256(domain, vote, nonce, ballot.encode()).hex()
        if opens != commitment:
            fault("ballots-swapped" if opens in live else "ballot-altered", commitment)
        ballots.append((commitment, ballot))
    for commitment in live - seen:
        fault("ballot-dropped", commitment)
    return ballots


def check_count(bundle, rules, live, ballots, fault):
    if len(live) > rules["roll"]["voters"]:
        fault("too-many-ballots", f"{len(live)} live ballots, {rules['roll']['voters']} voters")
    rows = list(csv.reader(io.StringIO(bundle["exports"]["csv"], newline="")))
    if rows != [["commitment", "ballot"]] + [list(ballot) for ballot in ballots]:
        fault("export-differs", "the CSV does not hold the ballots")
    counted, result = recount(rules, [ballot for _, ballot in ballots]), bundle["result"]
    standings = [(one["option"]["number"], one["votes"]) for one in result["standings"]]
    elected = result["elected"] and result["elected"]["number"]
    funded = result.get("funded") and result["funded"]["options"]
    spent = sum(rules["rule"]["budget"]["costs"][number - 1] for number in funded or [])
    if funded and (result["funded"]["cost_yuan"], result["funded"]["left_yuan"]) != (spent, rules["rule"]["budget"]["yuan"] - spent):
        fault("count-wrong", "the funded options cost something else")
    area, on_roll = result.get("area"), rules["roll"].get("area")  # where flats vote; a ballot does not tell whose flat it is
    if (area is None) != (on_roll is None) or area and not (area["eligible"] == on_roll and 0 <= area["cast"] <= on_roll):
        fault("count-wrong", "the area is not that of the roll")
    if counted != (result["heads"], standings, elected, funded):
        fault("count-wrong", "the ballots give another result")


def check_receipts(bundle, leaves, keys, receipts, fault):
    logged = {leaf["commitment"] for leaf in leaves if leaf.get("kind") == "cast"}
    for receipt in map(json.loads, receipts):
        words = f"sanhui/receipt/v1\n{id_of(bundle)}\n{receipt['commitment']}\n{exact(receipt['accepted_at'])}\n"
        signature = bytes.fromhex(receipt["signature"])
        if not any(signed(parse_key(key)[2], words.encode(), signature) for key in keys):
            fault("receipt-forged", receipt["commitment"])
        if receipt["commitment"] not in logged:
            fault("receipt-missing", receipt["commitment"])


def id_of(bundle):
    return bundle["decision_id" if bundle["format"] == owners.FORMAT else "vote_id"]


def exact(time):
    whole, _, part = time.rstrip("Z").partition(".")
    return f"{whole}.{part.ljust(6, '0')}Z"


def verify(text, keys=(), checkpoints=(), receipts=()):
    """The faults of a bundle, as (name, where)."""
    faults = []

    def fault(name, where):
        faults.append((name, where))

    try:
        bundle = json.loads(text)
        is_owners = bundle["format"] == owners.FORMAT
        if bundle["format"] != "sanhui/bundle/v1" and not is_owners:
            raise ValueError("another format")
        leaves = [json.loads(leaf) for leaf in bundle["leaves"]]
        rules, first = bundle["rules"], leaves[0] if leaves else {}
        if first.get("kind") != "rules" or first.get("rules") != rules:
            fault("rules-changed", "the rules are not those of the first leaf")
        if sha256(rules["rule_text"].encode()).hex() != rules["rule_text_hash"] or rules[
            "decision_id" if is_owners else "vote_id"
        ] != id_of(bundle):
            fault("rules-changed", "the rules contradict themselves")
        if any(leaf.get("kind") not in ("cast", "void") for leaf in leaves[1:]):
            fault("leaf-unknown", "a leaf is neither a cast nor a void")
        ours = ("/owners-decisions/" if is_owners else "/votes/") + id_of(bundle)
        check_log(bundle, leaves, ours, list(keys), list(checkpoints), fault)
        live = live_ballots(leaves, fault)
        check_receipts(bundle, leaves, list(keys) or bundle["keys"], receipts, fault)
        if is_owners:
            ballots = check_ballots(bundle, live, b"sanhui/owner-ballot/v1", owners.ballot, fault)
            owners.check(bundle, rules, [ballot for _, ballot in ballots], fault)
        else:
            ballots = check_ballots(bundle, live, b"sanhui/ballot/v1", vote_ballot, fault)
            check_count(bundle, rules, live, ballots, fault)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        fault("unreadable", f"{type(error).__name__}: {error}")
    return faults


def main(arguments):
    kept, files = {"--key": [], "--checkpoint": [], "--receipt": []}, []
    while arguments:
        word = arguments.pop(0)
        if word in kept and arguments:
            value = arguments.pop(0)
            kept[word].append(value if word == "--key" else open(value, encoding="utf-8").read())
        else:
            files.append(word)
    if len(files) != 1 or files[0].startswith("-"):
        sys.exit(__doc__)
    with open(files[0], encoding="utf-8") as file:
        faults = verify(file.read(), kept["--key"], kept["--checkpoint"], kept["--receipt"])
    for name, where in faults:
        print(f"{name}: {where}")
    if not faults:
        print("ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
