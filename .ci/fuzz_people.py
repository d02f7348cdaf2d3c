"""Signs the fuzz in, and gives it ids of things that exist. Each operation is called by a person of the first role that its
`security` names.

`SANHUI_PEOPLE` is the file the demo writes. A session that a fuzzed call has ended is replaced; one that has not ended is refreshed,
because a number gets at most one code a minute.
"""

import itertools
import json
import os
import sys
import uuid
import zlib

import schemathesis
from outside import Api, Failed, Person

with open(os.environ["SANHUI_PEOPLE"], encoding="utf-8") as file:
    PEOPLE = json.load(file)
API = Api(os.environ["SANHUI_URL"])
# Calls that end their own session, or all sessions of a person, are made by a new person each time: anybody with a telephone can
# sign in as a resident.
ENDS_SESSIONS = {"sign_out", "end_my_session", "end_my_sessions", "update_me", "change_password", "erase_me"}
STRANGERS = (f"+86177{number:08}" for number in itertools.count(1))
SESSIONS = {}


def role_of(operation):
    for alternative in operation.definition.raw.get("security") or []:
        for roles in alternative.values():
            return roles[0] if roles else "resident"
    return None


def key(case, context):
    operation = context.operation.definition.raw.get("operationId")
    return "stranger" if operation in ENDS_SESSIONS else str(role_of(context.operation))


def session(who):
    if who == "stranger":
        return Person.phone_session(API, next(STRANGERS))
    if who in SESSIONS:
        try:
            return Person(API, who).does("refresh_session", {"refresh_token": SESSIONS[who]["refresh_token"]})
        except Failed:
            pass
    person = PEOPLE[who]
    if "phone" in person:
        return Person.phone_session(API, person["phone"])
    return Person.password_session(API, person["email"], person["password"])


@schemathesis.auth(cache_by_key=key, refresh_interval=300)
class SignedIn:
    def get(self, case, context):
        if role_of(context.operation) is None:
            return None
        who = key(case, context)
        try:
            SESSIONS[who] = session(who)
        except Failed as failure:
            print(f"fuzz: {who} can't sign in any more: {failure}", file=sys.stderr)
            raise
        return SESSIONS[who]["access_token"]

    def set(self, case, data, context):
        if data is not None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}


def things():
    """Ids of what the demo holds, by the names they have in paths. The traces of the projects lead to most of it."""
    public, moderator = Person(API, "the public"), Person.with_password(API, PEOPLE["moderator"]["email"], PEOPLE["moderator"]["password"])
    found = {"unit": [PEOPLE["unit_id"]]}
    for operation, name in [("list_projects", "project"), ("list_votes", "vote"), ("list_meetings", "meeting"), ("list_needs", "need")]:
        found[name] = [item["id"] for item in public.does(operation)["items"]]
    for operation, name in [("list_suggestions", "suggestion"), ("list_planners", "planner")]:
        found[name] = [item["id"] for item in public.does(operation)["items"]]
    found["claim"] = [item["id"] for item in moderator.does("list_residency_claims")["items"]]
    for project in found["project"]:
        for node in public.does("read_trace", kind="project", id=project)["nodes"]:
            if node["id"] not in found.setdefault(node["kind"], []):
                found[node["kind"]].append(node["id"])
    return found


THINGS = things()


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Replaces three of four well-formed ids by one that exists. Ill-formed ids stay as they are."""
    for name, value in (path_parameters or {}).items():
        known = THINGS.get(path_parameters.get("kind") if name == "id" else name)
        if known and is_uuid(value):
            chance = zlib.crc32(str(value).encode())
            if chance % 4:
                path_parameters[name] = known[chance // 4 % len(known)]
    return path_parameters


def is_uuid(value):
    try:
        return str(uuid.UUID(value)) == value
    except (AttributeError, TypeError, ValueError):
        return False
