"""Signs the fuzz in: each operation is called by a person of the first role its `security` names.

`SANHUI_SIGN_INS` is the file the demo writes. A session that a fuzzed call has ended is replaced by a new one.
"""

import json
import os

import schemathesis
from outside import Api, Person

with open(os.environ["SANHUI_SIGN_INS"], encoding="utf-8") as file:
    SIGN_INS = json.load(file)
API = Api(os.environ["SANHUI_URL"])
# Calls that end or change the session they are made with get one of their own.
ENDS_SESSION = {"sign_out", "end_my_session"}


def role_of(operation):
    for alternative in operation.definition.raw.get("security") or []:
        for scopes in alternative.values():
            return scopes[0] if scopes else "resident"
    return None


def key(case, context):
    operation = context.operation.definition.raw.get("operationId")
    return f"{role_of(context.operation)}{'/' + operation if operation in ENDS_SESSION else ''}"


@schemathesis.auth(cache_by_key=key, refresh_interval=240)
class SignedIn:
    def get(self, case, context):
        role = role_of(context.operation)
        if role is None:
            return None
        sign_in = SIGN_INS.get(role) or SIGN_INS["steward"]
        person = Person.with_phone(API, sign_in["phone"]) if "phone" in sign_in else Person.with_password(API, sign_in["email"], sign_in["password"])
        return person.token

    def set(self, case, data, context):
        if data is not None:
            case.headers = {**(case.headers or {}), "Authorization": f"Bearer {data}"}
