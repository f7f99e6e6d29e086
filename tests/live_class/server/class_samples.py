"""For the tests: questions, raw HTTP requests and frames of an event stream."""

import json
from http.client import HTTPConnection
from urllib.parse import urlsplit

from statuslab.questions.schema import checked_question

RECORD = {"codes": [404], "idea": "finding", "skill": "tell apart", "level": 1, "ask": "What comes back?"}
RECORD |= {"hint": "Look.", "source": "RFC 9110", "proof": [{"rfc": "RFC 9110 section 15.5.5"}]}


def typed():
    """A question whose answer is a number, so that every answer can be a different one."""
    options = [{"code": code, "right": code == 404, "why": f"why {code}"} for code in (404, 409, 410)]
    return checked_question(RECORD | {"id": "typed", "form": "number", "options": options})


def questions(count=3):
    """`count` questions with the same four choices, the second of which is right."""
    options = [{"code": code, "right": code == 404, "why": f"why {code}"} for code in (400, 404, 409, 410)]
    return [checked_question(RECORD | {"id": f"question-{n}", "options": options}) for n in range(1, count + 1)]


class Asking:
    """Sends requests with any method, path, fields and bytes."""

    def __init__(self, server):
        self.where, self.room = urlsplit(server.url).netloc, server.room

    def __call__(self, method, path, body=None, token=None, json_type=True, **fields):
        """Status, fields, and the JSON or bytes of the response."""
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if body is not None and json_type:
            fields.setdefault("Content-Type", "application/json")
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection = HTTPConnection(self.where, timeout=60)
        try:
            connection.request(method, path.replace("ROOM", self.room), data, fields)
            answer = connection.getresponse()
            content = answer.read()
            kind = answer.headers.get_content_type()
            return answer.status, answer.headers, json.loads(content) if kind.endswith("json") else content
        finally:
            connection.close()


def each_frame(answer):
    name = ""
    while line := answer.readline().decode():
        if line.startswith("event: "):
            name = line[7:].strip()
        elif line.startswith("data: "):
            yield name, json.loads(line[6:])


def until(stream, wanted):
    """The data of the first frame for which `wanted(name, data)` is true."""
    return next(data for name, data in stream if wanted(name, data))
