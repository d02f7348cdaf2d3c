"""The service seen from outside: a process that is started and stopped, and people who call operations by their id.

Standard library only; the walk and the fuzz share it.
"""

import base64
import hashlib
import hmac
import json
import os
import signal
import socket
import struct
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid


NO_LIMITS = {"SANHUI_REQUESTS_PER_MINUTE": "1000000", "SANHUI_CODES_PER_ADDRESS_PER_HOUR": "1000000"}


class Failed(Exception):
    """Something was not as the project promises. The message is for the person who mends it."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def totp(secret, at):
    """The code an authenticator app shows at a time (RFC 6238)."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(at.timestamp()) // 30), hashlib.sha1).digest()
    number = struct.unpack(">I", digest[digest[-1] % 16 :][:4])[0]
    return f"{number % 2**31 % 10**6:06}"


class Service:
    """`sanhui demo` on a free port. What it prints is in `printed()`."""

    def __init__(self, binary, data, port=None, arguments=(), settings=None):
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = f"{data}.log"
        quiet = {"SANHUI_METRICS_LISTEN": f"127.0.0.1:{free_port()}", "SANHUI_LOG": "warn"}
        command = [binary, "demo", "--listen", f"127.0.0.1:{self.port}", "--data", data, *arguments]
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **quiet, **(settings or {})})
        self.started = time.monotonic()

    def printed(self):
        with open(self.log, encoding="utf-8") as log:
            return log.read()

    def wait_ready(self, seconds=60):
        """Seconds from the start to the first good answer."""
        while time.monotonic() - self.started < seconds:
            if self.process.poll() is not None:
                raise Failed(f"the service ended with {self.process.returncode}:\n{self.printed()}")
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return time.monotonic() - self.started
            except OSError:
                time.sleep(0.01)
        raise Failed(f"the service is not ready after {seconds} s:\n{self.printed()}")

    def wait_end(self, seconds=20):
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise Failed(f"the service did not end within {seconds} s:\n{self.printed()}") from None

    def stop(self, how=signal.SIGTERM):
        """The exit status after a polite end."""
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.wait_end()

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Answer:
    def __init__(self, status, headers, raw):
        self.status, self.headers, self.raw = status, headers, raw
        self.body = json.loads(raw) if "json" in headers.get("Content-Type", "") and raw else None

    def __getitem__(self, name):
        return self.body[name]


class Api:
    """Operations by id, as the served document describes them."""

    def __init__(self, url):
        self.url, self.calls = url, 0
        self.document = self.send("GET", "/openapi.json").body
        self.operations = {
            operation["operationId"]: (method, path, operation)
            for path, item in self.document["paths"].items()
            for method, operation in item.items()
            if isinstance(operation, dict) and "operationId" in operation
        }

    def send(self, method, path, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept-Language": "en", **({"Content-Type": "application/json"} if data else {}), **(headers or {})}
        self.calls += 1
        request = urllib.request.Request(self.url + path, data=data, method=method.upper(), headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def call(self, operation_id, body=None, headers=None, **parameters):
        """Sends the operation. Parameters go where the document says; an `Idempotency-Key` is made where one is wanted."""
        method, path, operation = self.operations[operation_id]
        headers, query = dict(headers or {}), {}
        for parameter in operation.get("parameters", []):
            if "$ref" in parameter:
                parameter = self.document["components"]["parameters"][parameter["$ref"].rsplit("/", 1)[1]]
            name, place = parameter["name"], parameter["in"]
            if place == "header" and name == "Idempotency-Key":
                headers.setdefault(name, str(uuid.uuid4()))
            elif name in parameters and place == "path":
                path = path.replace("{" + name + "}", urllib.parse.quote(str(parameters.pop(name)), safe=""))
            elif name in parameters and place == "query":
                query[name] = parameters.pop(name)
        if parameters:
            raise Failed(f"{operation_id} has no parameter {', '.join(parameters)}")
        if query:
            path += "?" + urllib.parse.urlencode(query)
        answer = self.send(method, path, body, headers)
        if answer.status >= 400 and answer.headers.get("Content-Type", "").split(";")[0] != "application/problem+json":
            raise Failed(f"{operation_id}: {answer.status} is not a problem document: {answer.raw[:200]!r}")
        if not any(code in operation["responses"] for code in (str(answer.status), "default")):
            raise Failed(f"{operation_id}: {answer.status} is not in the document: {answer.raw[:300]!r}")
        return answer


class Person:
    """Somebody who acts only through the interface. `sign_in` gives a token; it is asked again when a session is over."""

    def __init__(self, api, name, sign_in=None):
        self.api, self.name, self.sign_in = api, name, sign_in
        self.token = sign_in() if sign_in else None

    @classmethod
    def phone_session(cls, api, phone):
        request = cls(api, phone).does("request_phone_code", {"phone": phone})
        code = api.send("GET", "/demo/outbox?" + urllib.parse.urlencode({"to": phone}))["code"]
        return cls(api, phone).does("sign_in_with_phone", {"request_id": request["request_id"], "code": code})

    @classmethod
    def password_session(cls, api, email, password, code=None):
        """`code` gives what the authenticator app shows, for a person who has one."""
        answer = cls(api, email).does("sign_in_with_password", {"email": email, "password": password})
        if answer.status == 201:
            return answer
        return cls(api, email).does("confirm_second_factor", {"challenge": answer["challenge"], "code": code()})

    @classmethod
    def with_phone(cls, api, phone):
        return cls(api, phone, lambda: cls.phone_session(api, phone)["access_token"])

    @classmethod
    def with_password(cls, api, email, password):
        return cls(api, email, lambda: cls.password_session(api, email, password)["access_token"])

    def asks(self, operation_id, body=None, headers=None, **parameters):
        answer = self._ask(operation_id, body, headers, parameters)
        if answer.status == 401 and self.sign_in:
            self.token = self.sign_in()
            answer = self._ask(operation_id, body, headers, parameters)
        return answer

    def _ask(self, operation_id, body, headers, parameters):
        who = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.api.call(operation_id, body, {**who, **(headers or {})}, **parameters)

    def does(self, operation_id, body=None, headers=None, **parameters):
        answer = self.asks(operation_id, body, headers, **parameters)
        if not 200 <= answer.status < 300:
            raise Failed(f"{self.name}: {operation_id} gives {answer.status}: {answer.raw.decode()}")
        return answer

    def is_refused(self, slug, operation_id, body=None, headers=None, **parameters):
        answer = self.asks(operation_id, body, headers, **parameters)
        if answer.status < 400 or not answer["type"].endswith("/" + slug):
            raise Failed(f"{self.name}: {operation_id} should be refused with {slug}, gives {answer.status}: {answer.raw.decode()}")
        return answer
