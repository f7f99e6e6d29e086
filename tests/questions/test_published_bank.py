"""The published bank as a whole. Each lint yields what is wrong: nothing in the bank, something in a flawed one."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from published import published_questions
from sampling import sampled
from statuslab.catalog import Catalog
from statuslab.questions import Option, Question
from statuslab.questions.loader import load_bank

DATA = Path(__file__).parents[2] / "data"
LEAST = {"everyday": 8, "common": 5, "rare": 2}  # questions on a code, by how often it is met
LEAST_OF_A_FORM = {"number": 20, "order": 20, "match": 20, "line": 25}
LEAST_IN_ALL, LEAST_VARIED = 400, 40
TAUGHT = {record.code: LEAST[record.met] for record in Catalog.load(DATA)}
PRETEST = "pretest.yaml"
FILES_BY_TOPIC = ("browsers.yaml", "caches.yaml", "clients.yaml", "logs.yaml")
SOURCE = re.compile(
    r"RFC \d{4,5} section \d+(\.\d+)*|draft-\S+ .*"
    r"|(nginx|Fetch|Varnish|Kubernetes|Standard Webhooks|GraphQL over HTTP|Cloudflare): \S.*"
)
FIELD_NAME = re.compile(r"[A-Z][A-Za-z0-9]*(-[A-Z][A-Za-z0-9]*)*")
CATCH_ALL = re.compile(r"\b(all|none|both|any|neither) of (the above|these|them)\b|\babove\b", re.IGNORECASE)
NEGATIVE = re.compile(r"\b(not|except|never|least)\b|n't\b")  # in lower case: emphasized ones pass

Files = Mapping[str, tuple[Question, ...]]


def read(folder: Path) -> Files:
    return {path.name: load_bank(path, published=True).questions for path in sorted(folder.glob("*.yaml"))}


# --- The lints ----------------------------------------------------------------------------------------------


def every(files: Files) -> Iterator[Question]:
    for questions in files.values():
        yield from questions


def concrete(files: Files) -> Iterator[Question]:
    """Every question as a learner meets it: one for each row of those that vary."""
    for question in every(files):
        yield from question.rows


def wire_of(question: Question) -> str:
    """The wire that a question shows, whether it is read or pointed at."""
    return "\n".join(option.text for option in question.options) if question.form == "line" else question.wire


def course(files: Files) -> Iterator[Question]:
    """The questions that lessons and reviews draw from: the pretest and the questions on no code stand aside."""
    for name, questions in files.items():
        if name != PRETEST:
            yield from (question for question in questions if not question.id.startswith("class-"))


def right_of(question: Question) -> list[Option]:
    return [option for option in question.options if option.right]


def wrong_of(question: Question) -> list[Option]:
    return [option for option in question.options if not option.right]


def written(files: Files) -> list[Question]:
    """Single-choice questions whose options are all texts: there, length and place can give a key away."""
    return [each for each in every(files) if each.form == "single" and all(option.text for option in each.options)]


def too_few_questions(files: Files) -> Iterator[str]:
    number = Counter(code for question in course(files) for code in question.codes)
    yield from (
        f"{code}: {number[code]} questions, expected {least} or more"
        for code, least in TAUGHT.items()
        if number[code] < least
    )
    questions = list(course(files))
    varied = [question for question in questions if question.vary]
    forms = Counter(question.form for question in questions)
    yield from (
        f"form {form}: {forms[form]}, expected {n} or more" for form, n in LEAST_OF_A_FORM.items() if forms[form] < n
    )
    if len(questions) < LEAST_IN_ALL or len(varied) < LEAST_VARIED:
        yield f"{len(questions)} questions, {len(varied)} with rows; expected {LEAST_IN_ALL} and {LEAST_VARIED} or more"


def too_few_skills(files: Files) -> Iterator[str]:
    skills = defaultdict(set)
    for question in course(files):
        for code in question.codes:
            skills[code].add(question.skill)
    yield from (f"{code}: asked in one way only" for code in TAUGHT if len(skills[code]) < 2)


def too_few_without_a_code(files: Files) -> Iterator[str]:
    number = sum(question.id.startswith("class-") for question in every(files))
    if number < 8:
        yield f"{number} questions on classes and on failures without a status, expected 8 or more"


def thin_whys(files: Files) -> Iterator[str]:
    for question in concrete(files):
        whys = [option.why for option in question.options]
        yield from (f'{question.id}: the why "{why}" teaches little' for why in whys if len(why) < 20)
        yield from (f"{question.id}: two options share a why" for _ in range(len(whys) - len(set(whys))))


def same_options(files: Files) -> Iterator[str]:
    for question in concrete(files):
        labels = {(option.value, option.text.casefold().strip(" .`")) for option in question.options}
        if question.form != "line" and len(labels) < len(question.options):
            yield f"{question.id}: two options read the same"


def catch_alls(files: Files) -> Iterator[str]:
    for question in concrete(files):
        yield from (f'{question.id}: "{option.text}"' for option in question.options if CATCH_ALL.search(option.text))


def bare_negatives(files: Files) -> Iterator[str]:
    for question in concrete(files):
        asked = [sentence for sentence in re.split(r"(?<=[.?!:])\s+", question.ask) if sentence.endswith("?")]
        yield from (f"{question.id}: {sentence}" for sentence in asked if NEGATIVE.search(sentence))


def wireless(files: Files) -> Iterator[str]:
    for question in concrete(files):
        if question.skill == "read the wire" and not wire_of(question):
            yield f"{question.id}: shows no wire to read"


def given_away(files: Files) -> Iterator[str]:
    """The code that is asked for is in the situation, the wire or the hint."""
    for question in concrete(files):
        shown = f"{question.ask}\n{question.wire}\n{question.hint}"
        if question.skill == "situation to code":
            keys = {str(option.code) for option in right_of(question)}
            yield from (f"{question.id}: names its key {key}" for key in keys if re.search(rf"\b{key}\b", shown))
        elif question.form == "number":
            typed = {str(option.value) for option in right_of(question)}
            asked = f"{question.ask}\n{question.hint}"
            yield from (f"{question.id}: names its key {key}" for key in typed if re.search(rf"\b{key}\b", asked))


def lazy_400(files: Files) -> Iterator[str]:
    """400 is rarely wrong: beside a finer code, its why says which one is finer."""
    for question in concrete(files):
        finer = [str(option.code) for option in right_of(question) if option.code and 400 < option.code < 500]
        for option in wrong_of(question):
            if option.code == 400 and finer and not any(code in option.why for code in finer):
                yield f"{question.id}: 400 beside {', '.join(finer)}, and its why does not say what is finer"


def keys_too_long(files: Files) -> Iterator[str]:
    def longest(options: Iterable[Option]) -> int:
        return max(len(option.text) for option in options)

    texts = written(files)
    stand_out = [each.id for each in texts if longest(right_of(each)) > longest(wrong_of(each))]
    if len(stand_out) > len(texts) / 3:
        yield f"the key is the longest option in {len(stand_out)} of {len(texts)}: {', '.join(stand_out)}"


def keys_in_one_place(files: Files) -> Iterator[str]:
    parts = defaultdict(list)  # the files of single codes are too small to judge: by class
    for name, questions in files.items():
        parts[f"{name[0]}xx" if name[0].isdigit() else name] += questions
    for name, questions, limit in [("the bank", list(every(files)), 0.45), *((*part, 0.6) for part in parts.items())]:
        places = Counter(place for question in questions if question.form == "single" for place in question.key)
        place, number = (places.most_common(1) or [(0, 0)])[0]
        if number > limit * places.total():
            yield f"{name}: the key is at place {place} in {number} of {places.total()}"


def lonely_ideas(files: Files) -> Iterator[str]:
    ideas = Counter(question.idea for name in files if name != PRETEST for question in files[name])
    yield from (f'idea "{idea}" has one question, a retry needs another' for idea in ideas if ideas[idea] < 2)
    strange = {question.idea for question in files.get(PRETEST, ())} - set(ideas)
    yield from (f'the pretest asks for "{idea}", which no lesson teaches' for idea in sorted(strange))


def too_few_proofs(files: Files) -> Iterator[str]:
    questions = list(every(files))
    runnable = sum(any(proof.rfc is None for proof in question.proof) for question in questions)
    if runnable < 0.6 * len(questions):
        yield f"{runnable} of {len(questions)} questions have a proof that runs, expected 60 % or more"


def too_few_oracles(files: Files) -> Iterator[str]:
    """A question whose key nobody but we ourselves bear out is weaker than one that others agree with."""
    number = sum(any(proof.outside for proof in question.proof) for question in every(files))
    if number < 150:
        yield f"{number} questions have a proof that another server or a client has a say in, expected 150 or more"


def loose_sources(files: Files) -> Iterator[str]:
    for question in every(files):
        clauses = [question.source, *(proof.rfc for proof in question.proof if proof.rfc)]
        yield from (f'{question.id}: "{clause}"' for clause in clauses if not SOURCE.fullmatch(clause))


def clauses_without_a_section(files: Files) -> Iterator[str]:
    for question in every(files):
        if question.checked == "clause" and not any(proof.rfc for proof in question.proof):
            yield f"{question.id}: is checked by a clause, and its proof names none"


def odd_fields(files: Files) -> Iterator[str]:
    for question in every(files):
        expected = [each for proof in question.proof for each in (proof, *(proof.shows or {}).values())]
        names = [line.partition(":")[0] for each in expected for line in (*each.has, *each.lacks)]
        yield from (f'{question.id}: "{name}" is no field name' for name in names if not FIELD_NAME.fullmatch(name))


def unknown_codes(files: Files) -> Iterator[str]:
    known = {record.code for record in Catalog.load(DATA)} | {199, 299}
    for question in every(files):
        met = {*question.codes, *(option.code for option in question.options if option.code)}
        yield from (f"{question.id}: no {code} in the catalog" for code in sorted(met - known))


def few_multiple_choices(files: Files) -> Iterator[str]:
    questions = list(every(files))
    share = sum(question.form == "multiple" for question in questions) / len(questions)
    if not 0.05 <= share <= 0.15:
        yield f"{share:.0%} of the questions have several keys, expected about a tenth"


def untold_multiple_choices(files: Files) -> Iterator[str]:
    for question in every(files):
        if (question.form == "multiple") != ("Tick every one." in question.ask):
            yield f'{question.id}: "Tick every one." is for questions with several keys, and for all of them'


def odd_pretest(files: Files) -> Iterator[str]:
    """Two forms of eight questions; the questions of a pair are about the same, and one form holds four classes."""
    pretest = files.get(PRETEST, ())
    ids = [f"pretest-{number}" for number in range(1, 17)]
    if [each.id for each in pretest] != ids:
        yield f"the pretest has {len(pretest)} questions, expected {ids[0]} to {ids[-1]} in order"
    for one, other in zip(pretest[:8], pretest[8:], strict=False):
        if (one.codes, one.idea, one.skill, one.level) != (other.codes, other.idea, other.skill, other.level):
            yield f"{one.id} and {other.id} differ in code, idea, skill or level, expected parallel questions"
    if len({question.codes[0] // 100 for question in pretest[:8]}) < 4:
        yield "the pretest leaves out two classes or more"


def asked_twice(files: Files) -> Iterator[str]:
    asked: list[tuple[str, frozenset[str]]] = []
    for question in every(files):
        words = frozenset(re.findall(r"\w+", question.ask.casefold()))
        twins = [id for id, others in asked if len(words & others) > 0.7 * len(words | others)]
        yield from (f"{question.id} asks what {twin} asks" for twin in twins)
        asked.append((question.id, words))


def orders_to_see(files: Files) -> Iterator[str]:
    """An order that can be found without knowing anything: by alphabet, by length, or by number."""
    for question in concrete(files):
        if question.form == "order":
            texts = [option.text.casefold() for option in question.options]
            codes = [option.code or 0 for option in question.options]
            if all(texts) and texts == sorted(texts):
                yield f"{question.id}: the right order is that of the alphabet"
            if all(texts) and (lengths := [len(text) for text in texts]) in (sorted(lengths), sorted(lengths)[::-1]):
                yield f"{question.id}: the right order is that of length"
            if all(codes) and codes in (sorted(codes), sorted(codes)[::-1]):
                yield f"{question.id}: the right order is that of the codes"


def matches_to_see(files: Files) -> Iterator[str]:
    """A match that shares a word with its own option and with no other."""
    for question in concrete(files):
        matches = [words(option.match) for option in question.options]
        for index, option in enumerate(question.options if question.form == "match" else ()):
            others = set().union(*matches[:index], *matches[index + 1 :])
            shared = (words(option.text) & matches[index]) - others
            yield from (f'{question.id}: "{word}" leads from {option.text} to its match' for word in sorted(shared))


def words(text: str) -> set[str]:
    return set(re.findall(r"\w{4,}", text.casefold()))


def matches_too_long(files: Files) -> Iterator[str]:
    """A match has to fit on one line of a list."""
    for question in concrete(files):
        long = [option.match for option in question.options if len(option.match) > 60]
        yield from (f'{question.id}: "{match}" has more than 60 characters' for match in long)


def lines_of_no_wire(files: Files) -> Iterator[str]:
    for question in concrete(files):
        if question.form == "line":
            odd = [option.text for option in question.options if not re.match(r"[<>*]( |$)", option.text)]
            yield from (f'{question.id}: "{text}" begins with none of > < *' for text in odd)


def misplaced(files: Files) -> Iterator[str]:
    """A question about one code that is not in the file of that code, or one about several that is."""
    for name, questions in files.items():
        if name not in (PRETEST, *FILES_BY_TOPIC):
            for question in questions:
                home = "look_alikes.yaml" if len(set(question.codes)) > 1 else f"{question.codes[0]}.yaml"
                if name != home:
                    yield f"{question.id}: is in {name}, expected in {home}"


def rows_alike(files: Files) -> Iterator[str]:
    """Rows that read the same."""
    for question in every(files):
        seen = [(row.ask, row.wire, row.options) for row in question.rows]
        yield from (f"{question.id}: two rows are the same" for _ in range(len(seen) - len(set(seen))))


LINTS: tuple[Callable[[Files], Iterator[str]], ...] = (
    too_few_questions,
    too_few_skills,
    too_few_without_a_code,
    thin_whys,
    same_options,
    catch_alls,
    bare_negatives,
    wireless,
    given_away,
    lazy_400,
    keys_too_long,
    keys_in_one_place,
    lonely_ideas,
    too_few_proofs,
    too_few_oracles,
    loose_sources,
    clauses_without_a_section,
    odd_fields,
    unknown_codes,
    few_multiple_choices,
    untold_multiple_choices,
    odd_pretest,
    asked_twice,
    orders_to_see,
    matches_to_see,
    matches_too_long,
    lines_of_no_wire,
    misplaced,
    rows_alike,
)

# --- A bank with every flaw ---------------------------------------------------------------------------------

FLAWED = """\
- id: flawed-text
  codes: [418]
  idea: alone
  skill: know why
  level: 1
  ask: The menu is long. Which of these is not a tea? Tick every one.
  options:
    - {text: The one option that is so much longer than the rest that all can see it, right: true, why: So.}
    - {text: All of the above, why: So.}
    - {text: Coffee, why: That is for those who wake up late.}
    - {text: coffee., why: That is for those who wake up later.}
  hint: Look.
  source: the standard
  proof:
    - {rfc: RFC 9110}
- id: flawed-code
  codes: [412]
  idea: alone-too
  skill: situation to code
  level: 1
  ask: The server answers 412. What does it answer, and in which way does the client notice?
  options:
    - {code: 412, right: true, why: A condition of the request was false.}
    - {code: 400, why: The request was somehow wrong in the first place.}
    - {code: 298, why: No such code has been registered by anyone.}
  hint: The condition.
  source: RFC 9110 section 15.5.13
  proof:
    - {rfc: "RFC 9110, section 15"}
"""
FLAWED_FORMS = """\
- id: flawed-order
  codes: [100]
  idea: forms
  skill: read the wire
  form: order
  level: 1
  ask: What comes first?
  options:
    - {text: a head, why: It must come first of all.}
    - {text: a word of the server, why: It must come second of all.}
    - {text: the bytes that were waiting, why: They must come last of all.}
  hint: Think.
  source: RFC 9110 section 10.1.1
  proof:
    - {rfc: RFC 9110 section 10.1.1}
- id: flawed-codes-in-order
  codes: [100]
  idea: forms
  skill: know why
  form: order
  level: 1
  ask: Which of these is sent before which?
  options:
    - {code: 100, why: It must come first of all.}
    - {code: 200, why: It must come second of all.}
    - {code: 300, why: It must come last of all.}
  hint: Think.
  source: RFC 9110 section 10.1.1
  proof:
    - {rfc: RFC 9110 section 10.1.1}
- id: flawed-match
  codes: [401, 405]
  idea: forms
  skill: tell apart
  form: match
  level: 1
  ask: What goes with what?
  options:
    - text: a method that is refused
      match: the method is not allowed on this resource, and another one must be taken
      why: So it stands in the standard.
    - {text: a stranger, match: Name yourself, why: So it stands in the other standard.}
    - {text: a guest, match: Come in, why: So it stands on the door of the house.}
  hint: Think.
  source: RFC 9110 section 15.5
  proof:
    - {rfc: RFC 9110 section 15.5}
- id: flawed-line
  codes: [206]
  idea: forms
  skill: read the wire
  form: line
  level: 1
  ask: Which one is it here?
  options:
    - {text: GET /teas/7 HTTP/1.1, why: It says what is to be had.}
    - {text: "> Host: teahouse", right: true, why: It says where it is to be had.}
    - {text: ">", why: It says that there is no more to come.}
  hint: Think.
  source: RFC 9110 section 15.5
  proof:
    - {rfc: RFC 9110 section 15.5}
- id: flawed-number
  codes: [206]
  idea: forms
  skill: know why
  form: number
  level: 1
  ask: Of $many bytes, how many are there?
  options:
    - {number: $many, right: true, why: There are as many as there are.}
    - {number: 1, why: There is more than one of them.}
    - {number: 2, why: There are more than two of them.}
  hint: Think.
  source: RFC 9110 section 15.5
  proof:
    - {rfc: RFC 9110 section 15.5}
  vary:
    - {many: "50"}
    - {many: "50"}
"""
FLAWED_PRETEST = """\
- id: flawed-pretest
  codes: [412]
  idea: unheard-of
  skill: read the wire
  level: 1
  ask: The server answers 412. What does it answer, and in which way does the client notice it?
  options:
    - {text: A very long key again, right: true, why: A condition of the request was false.}
    - {text: A short one, why: The request was somehow wrong in the first place.}
    - {text: Another, why: No such code has been registered by anyone.}
  hint: The condition.
  source: RFC 9110 section 15.5.13
  checked: clause
  proof:
    - {requests: [GET /teas/7], status: 200, has: ["etag: v1"]}
"""


@pytest.fixture(scope="module")
def published() -> Files:
    return read(DATA / "questions")


@pytest.fixture
def flawed(tmp_path) -> Files:
    (tmp_path / "flawed.yaml").write_text(FLAWED, encoding="utf-8")
    (tmp_path / "forms.yaml").write_text(FLAWED_FORMS, encoding="utf-8")
    (tmp_path / PRETEST).write_text(FLAWED_PRETEST, encoding="utf-8")
    return read(tmp_path)


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.__name__)
def test_published_bank_passes_lint(lint, published):
    assert list(lint(published)) == []


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.__name__)
def test_lint_finds_its_flaw_in_a_flawed_bank(lint, flawed):
    assert list(lint(flawed)) != []


FLAWS_OF_FORMS = [
    (orders_to_see, "flawed-order: the right order is that of the alphabet"),
    (orders_to_see, "flawed-order: the right order is that of length"),
    (orders_to_see, "flawed-codes-in-order: the right order is that of the codes"),
    (matches_to_see, 'flawed-match: "method" leads from a method that is refused to its match'),
    (given_away, "flawed-number: names its key 50"),
]


@pytest.mark.parametrize(("lint", "expected"), FLAWS_OF_FORMS, ids=[expected for _, expected in FLAWS_OF_FORMS])
def test_lint_names_the_question_and_its_flaw(lint, expected, flawed):
    assert expected in list(lint(flawed))


# --- What the lints cannot see in a question that was read --------------------------------------------------


@pytest.mark.parametrize("path", sampled(sorted(DATA.rglob("*.yaml")), every=8), ids=lambda path: path.name)
def test_file_is_yaml_for_every_reader_of_it(path):
    """libyaml, where it is installed, lets a question mark pass in a list; PyYAML's own reader refuses it."""
    assert yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)


def test_bank_has_the_questions_of_all_its_files(published):
    assert len(published_questions()) == sum(map(len, published.values()))


def wrong_lengths(question: Question) -> Iterator[str]:
    """Content-Length of a shown request against the content shown below it."""
    for part in re.split(r"(?m)^(?=> [A-Z]+ \S+ HTTP/)", wire_of(question)):
        length = re.search(r"(?m)^> Content-Length: (\d+)$", part)
        content = re.search(r"(?m)^>\n((?:> .*\n?)+)", part)
        if length and content:
            lines = [line[2:] for line in content[1].splitlines()]
            if len("\n".join(lines).encode()) != int(length[1]):
                yield f"{question.id}: Content-Length {length[1]} over {lines}"


def test_content_length_of_shown_requests_is_right(published):
    assert [expected for question in concrete(published) for expected in wrong_lengths(question)] == []


def test_wrong_content_length_of_a_shown_request_is_found(flawed):
    wire = "> POST /orders HTTP/1.1\n> Content-Length: 3\n>\n> four\n< HTTP/1.1 400 Bad Request\n"
    assert len(list(wrong_lengths(replace(flawed["flawed.yaml"][0], wire=wire)))) == 1
