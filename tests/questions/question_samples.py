"""Questions of every form that the tests of questions share."""

import yaml

from statuslab.questions import Question
from statuslab.questions.schema import checked_question

GOOD = """\
- id: two-cooks
  codes: [412]
  idea: lost-update
  skill: know why
  level: 1
  ask: Who saved first?
  options:
    - {text: the chef, right: true, why: the tag has moved on}
    - {text: the cook, why: the cook saves now}
    - {code: 404, why: the tea is there}
  hint: Look at the tag.
  source: RFC 9110 section 13.1.1
  proof:
    - rfc: RFC 9110 section 13.1.1
"""


def question(keys: str, form: str = "single", codes: bool = False) -> Question:
    """A question whose options are right where `keys` has a +, such as "-+--"."""
    what = [{"code": 400 + index} if codes else {"text": f"option {index}"} for index in range(len(keys))]
    options = [part | {"right": key == "+", "why": "it is so"} for part, key in zip(what, keys, strict=True)]
    facts = yaml.safe_load(GOOD)[0] | {"form": form, "options": options}
    return checked_question(facts)


def formed(form: str, *options: dict, **how) -> Question:
    return checked_question(record(form, *options, **how))


def record(form: str, *options: dict, **how) -> dict:
    facts = {"form": form, "options": [{"why": f"why-{index}"} | option for index, option in enumerate(options)]}
    return yaml.safe_load(GOOD)[0] | facts | how


NUMBER = formed("number", {"number": 10**20, "right": True}, {"number": -1}, {"number": 0})
TYPED = formed("number", {"code": 416, "right": True}, {"code": 404}, {"code": 206})
ORDER = formed("order", *({"text": text} for text in "abcd"))
MATCH = formed("match", *({"text": text, "match": match} for text, match in zip("abcd", "xyzx", strict=True)))
LINE = formed("line", *({"text": f"> {text}", "right": text == "b"} for text in "abc"))
TASK = formed("provoke")
CALL = formed("predict", {"code": 412, "right": True}, {"code": 409}, {"code": 404}, hint="", source="")
VARIED = record(
    "number",
    {"number": "$count", "right": True, "why": "$last minus $first, and one"},
    {"number": "$last"},
    {"number": 1000},
    ask="Bytes $first to $last, for $$5: how many?",
    wire="> Range: bytes=$first-$last\n",
    proof=[{"requests": ["GET /a\nRange: bytes=$first-$last"], "status": "$status"}],
    vary=[
        {"first": "0", "last": "9", "count": "10", "status": "206"},
        {"first": "5", "last": "6", "count": "2", "status": "200"},
    ],
)
