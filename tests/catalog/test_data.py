"""The data compared with its sources: the registry, the handout, Python, and sets copied from the RFCs."""

import csv
import http
import re
import sys
from itertools import groupby
from pathlib import Path

import pytest

from published import published_questions
from sampling import together
from statuslab.catalog import Catalog, Finding, Kind, Met, Realness, Registration, Retry, reading
from statuslab.questions.loader import load_bank

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
CATALOG = Catalog.load(DATA)
CODES = list(CATALOG)
EVERY_CODE = together("record", CODES, ids=lambda record: str(record.code))

NGINX = {444, 494, 495, 496, 497, 499}
NOT_IN_HANDOUT = {104, 226, 305, 306}


def where(test):
    return {record.code for record in CODES if test(record)}


# ---- the registry ----


def iana():
    """Value -> description of each registered value of the snapshot."""
    with (DATA / "iana_status_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["Description"] != "Unassigned"]
    return {int(row["Value"]): row for row in rows}


MARKS = {"(TEMPORARY": Registration.TEMPORARY, "(Unused)": Registration.UNUSED, "(OBSOLETED)": Registration.OBSOLETED}


def registered_as(row):
    return next((status for mark, status in MARKS.items() if mark in row["Description"]), Registration.REGISTERED)


def test_registry_snapshot_has_64_values_and_covers_the_rest_by_ranges():
    with (DATA / "iana_status_codes.csv").open(encoding="utf-8", newline="") as file:
        spans = [row["Value"].split("-") for row in csv.DictReader(file)]
    covered = [code for span in spans for code in range(int(span[0]), int(span[-1]) + 1)]
    assert covered == list(range(100, 600))
    assert len(iana()) == 64


def test_registry_and_catalog_have_the_same_registered_codes():
    assert where(lambda record: record.registration is not Registration.UNREGISTERED) == set(iana())


def test_registration_agrees_with_the_registry_except_305_which_rfc_9110_deprecates():
    differ = {code for code, row in iana().items() if CATALOG[code].registration is not registered_as(row)}
    assert differ == {305}
    assert CATALOG[305].registration is Registration.DEPRECATED


def test_names_agree_with_the_registry_except_for_its_marks_and_the_teapot():
    differ = {code: row["Description"] for code, row in iana().items() if row["Description"] != CATALOG[code].name}
    assert set(differ) == {104, 418, 510}
    assert differ[418] == "(Unused)"
    assert CATALOG[306].name == "(Unused)"
    for code in (104, 510):
        assert differ[code].startswith(f"{CATALOG[code].name} (")


def test_sections_agree_with_the_registry_where_it_names_one():
    cited = {code: re.search(r"RFC9110, Section ([0-9.]+)", row["Reference"]) for code, row in iana().items()}
    for code, section in cited.items():
        if section:
            assert CATALOG[code].source == f"RFC 9110 section {section[1]}"


def test_standards_agree_with_the_registry_where_it_names_only_a_document():
    for code, row in iana().items():
        name = re.sub(r"^RFC (\d)", r"RFC\1", CATALOG[code].standard)
        assert name in row["Reference"], code


# ---- the handout ----


def handout():
    """Code -> name of each heading of the handout."""
    text = (ROOT / "notebooks" / "handout.md").read_text(encoding="utf-8")
    return {int(code): name for code, name in re.findall(r"^### (\d{3}) (.+)$", text, re.MULTILINE)}


def test_handout_has_66_codes_and_all_are_in_the_catalog_and_flagged():
    assert len(handout()) == 66
    assert where(lambda record: record.in_handout) == set(handout())


def test_handout_names_are_the_names_of_the_catalog():
    assert {code: CATALOG[code].name for code in handout()} == handout()


# ---- Python ----

OLD_PYTHON_NAMES = {
    413: ("REQUEST_ENTITY_TOO_LARGE", "Request Entity Too Large"),
    414: ("REQUEST_URI_TOO_LONG", "Request-URI Too Long"),
    416: ("REQUESTED_RANGE_NOT_SATISFIABLE", "Requested Range Not Satisfiable"),
    422: ("UNPROCESSABLE_ENTITY", "Unprocessable Entity"),
}
OLD_PYTHON = sys.version_info < (3, 13)


def test_python_knows_every_code_but_104_306_and_the_nginx_family():
    assert {status.value for status in http.HTTPStatus} == where(lambda record: record.python_name)
    unregistered = where(lambda record: record.registration is Registration.UNREGISTERED)
    assert where(lambda record: not record.python_name) == {104, 306, *unregistered}


def test_python_names_are_members_of_httpstatus():
    for record in CODES:
        old = OLD_PYTHON_NAMES.get(record.code) if OLD_PYTHON else None
        if record.python_name:
            assert http.HTTPStatus[old[0] if old else record.python_name] == record.code


def test_python_phrases_are_the_names_but_for_the_listed_differences():
    differ = {status.value: status.phrase for status in http.HTTPStatus if status.phrase != CATALOG[status.value].name}
    old = {code: phrase for code, (_, phrase) in OLD_PYTHON_NAMES.items()} if OLD_PYTHON else {}
    assert differ == {418: "I'm a Teapot", **old}


def test_old_python_phrases_are_former_names():
    for code, (_, phrase) in OLD_PYTHON_NAMES.items():
        assert phrase in CATALOG[code].former_names


# ---- sets that an RFC spells out ----

CACHEABLE = {200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501}  # RFC 9110 section 15.1
CACHEABLE_ELSEWHERE = {451}  # RFC 7725 section 3
NO_CONTENT = {100, 101, 102, 103, 104, 204, 205, 304}  # RFC 9110 sections 6.4.1, 15.2 and 15.3.6


def test_cacheable_by_default_are_the_codes_of_the_standards():
    assert where(lambda record: record.cacheable) == CACHEABLE | CACHEABLE_ELSEWHERE


def test_codes_without_content_are_those_of_the_standards():
    assert where(lambda record: record.content == "no") == NO_CONTENT
    assert where(lambda record: record.content == "n/a") == {208, 306, 444, 499}


@together(
    ("code", "must"),
    [
        (101, {"Upgrade", "Connection"}),
        (206, {"Content-Range", "Date", "Cache-Control", "ETag", "Expires", "Content-Location", "Vary"}),
        (226, {"ETag"}),
        (304, {"Content-Location", "Date", "ETag", "Vary", "Cache-Control", "Expires"}),
        (401, {"WWW-Authenticate"}),
        (405, {"Allow"}),
        (407, {"Proxy-Authenticate"}),
        (426, {"Upgrade", "Connection"}),
    ],
)
def test_required_fields_are_those_of_the_standards(code, must):
    assert set(CATALOG[code].must) == must


def test_no_other_code_of_a_finished_standard_requires_a_field():
    assert where(lambda record: record.must) == {101, 104, 206, 226, 304, 401, 405, 407, 426}


def test_fields_are_listed_at_one_strength_only():
    for record in CODES:
        fields = [*record.must, *record.should, *record.may]
        assert len(fields) == len(set(fields)), record.code


def test_retry_after_is_listed_for_the_codes_of_the_standards():
    assert where(lambda record: "Retry-After" in record.should) == {413}
    assert where(lambda record: "Retry-After" in record.may) == {301, 302, 303, 307, 308, 429, 503}


def test_redirects_treat_the_method_as_rfc_9110_section_15_4_says():
    methods = {record.code: record.redirect_method for record in CODES if record.redirect_method}
    assert methods == {
        **dict.fromkeys((300, 304, 305, 306), "none"),
        **dict.fromkeys((301, 302), "may become GET"),
        303: "becomes GET",
        **dict.fromkeys((307, 308), "kept"),
    }


def test_kinds_other_than_interim_and_final_are_the_known_few():
    kinds = {kind: where(lambda record, kind=kind: record.kind is kind) for kind in Kind}
    assert kinds[Kind.INTERIM] == {100, 101, 102, 103, 104}
    assert kinds[Kind.INSIDE_207] == {208, 424}
    assert kinds[Kind.SENT_AS_400] == {494, 495, 496, 497}
    assert kinds[Kind.LOG_ONLY] == {444, 499}
    assert kinds[Kind.NEVER_SENT] == {306}


def test_realness_is_genuine_but_for_the_known_few():
    assert where(lambda record: record.realness is Realness.EMULATED) == {425, *NGINX}
    assert where(lambda record: record.realness is Realness.CONVENTION) == {402}
    assert where(lambda record: record.realness is Realness.HISTORICAL) == {305, 306, 510}


def test_nginx_family_is_sourced_from_nginx_and_nothing_else_is():
    assert where(lambda record: record.standard == "nginx") == NGINX


def test_everyday_codes_are_few_enough_to_learn_in_an_hour():
    assert 10 <= len(where(lambda record: record.met is Met.EVERYDAY)) <= 20


def test_retry_as_is_is_advised_only_if_a_standard_allows_it():
    assert where(lambda record: record.retry is Retry.AS_IS) == {408, 421}
    assert where(lambda record: record.retry is Retry.AFTER_A_WAIT) == {425, 429, 502, 503, 504}


# ---- every record complete and readable ----


@EVERY_CODE
def test_meaning_is_one_sentence_of_at_most_140_characters(record):
    assert len(record.meaning) <= 140
    assert re.fullmatch(r"[^.?!]+\.", record.meaning)


@EVERY_CODE
def test_next_step_is_one_sentence_that_starts_with_a_verb(record):
    assert len(record.next_step) <= 120
    assert re.fullmatch(r"[A-Z][a-z]+ [^.?!]+\.", record.next_step)
    assert record.next_step.split()[0] not in {"The", "A", "If", "It", "This", "You", "None"}


@EVERY_CODE
def test_note_is_one_to_three_full_sentences(record):
    assert 40 <= len(record.note) <= 240
    assert record.note.endswith(".")
    assert 1 <= len(re.findall(r"[a-z0-9)A-Z]\.( |$)", record.note)) <= 3


@EVERY_CODE
def test_record_names_a_sender_unless_it_is_never_sent(record):
    assert bool(record.senders) != (record.kind is Kind.NEVER_SENT)


def test_names_meanings_and_notes_are_unique():
    for field in ("name", "meaning", "note"):
        values = [getattr(record, field) for record in CODES]
        assert len(set(values)) == len(values), field


def test_no_cell_of_any_file_has_stray_spaces_or_line_breaks():
    for path in sorted(DATA.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        assert [cell for cell in cells if cell != " ".join(cell.split())] == [], path.name


def test_own_texts_use_the_terms_of_rfc_9110():
    """Where the standard is quoted: field, content and representation; quotes and names are exempt."""
    ours = [record.note for record in CODES]
    ours += [row.standard_says for row in CATALOG.errata_all if row.id not in ("C-413", "D10", "E1", "E3")]
    assert [text for text in ours if re.search(r"\b(headers|entity(?! tag)|payload)\b", text, re.IGNORECASE)] == []


def test_texts_on_cards_use_the_words_of_developers():
    """Header and body, as on the pages and in the questions."""
    shown = [text for record in CODES for text in (record.meaning, record.next_step)]
    shown += [text for row in CATALOG.look_alikes_all for text in (row.question, row.answer)]
    assert [text for text in shown if re.search(r"\b(fields?|content|entity(?! tag)|payload)\b", text)] == []


# ---- the findings on the handout ----


def test_errata_have_every_finding_in_order():
    registered_in_handout = sorted(set(handout()) - NGINX)
    assert [row.id for row in CATALOG.errata_all] == [
        *(f"A{number}" for number in range(1, 8)),
        *(f"B{number}" for number in range(1, 9)),
        *(f"C-{code}" for code in registered_in_handout),
        *(f"D{number}" for number in range(1, 12)),
        *(f"E{number}" for number in range(1, 6)),
    ]


def test_errata_named_after_a_code_are_about_that_code_alone():
    for row in CATALOG.errata_all:
        if row.id.startswith("C-"):
            assert row.codes == (int(row.id[2:]),), row.id


def test_errata_on_unregistered_and_on_absent_codes_name_exactly_those():
    codes = {row.id: set(row.codes) for row in CATALOG.errata_all}
    assert codes["B1"] == NGINX
    assert codes["B2"] == NOT_IN_HANDOUT


def test_errata_that_call_the_handout_right_are_the_known_ones():
    right = {row.id for row in CATALOG.errata_all if row.kind is Finding.RIGHT}
    entries = (200, 307, 308, 408, 412, 414, 422, 428, 429, 431, 500, 502, 503, 504)
    assert right == {*(f"C-{code}" for code in entries), "D6", "D8"}


def test_errata_that_call_the_handout_wrong_are_the_known_ones():
    wrong = {row.id for row in CATALOG.errata_all if row.kind is Finding.WRONG and row.scope == "handout"}
    entries = (203, 302, 403, 410, 418, 424, 505, 506, 508, 511)
    assert wrong == {"A1", "A2", "B1", "B3", *(f"C-{code}" for code in entries), "D1", "D3"}


def test_errata_that_find_the_handout_right_begin_by_saying_so():
    for row in CATALOG.errata_all:
        assert row.standard_says.startswith("Right") == (row.kind is Finding.RIGHT), row.id


def test_errata_give_a_source_that_can_be_looked_up():
    for row in CATALOG.errata_all:
        assert re.search(r"RFC \d{4}|IANA registry|nginx (source|documentation)|measured on nginx", row.source), row.id


# ---- look-alikes ----

GROUPS = list(CATALOG.groups())


def test_records_of_a_group_stand_together_and_agree_with_its_slug():
    with (DATA / "look_alikes.csv").open(encoding="utf-8", newline="") as file:
        heads = [(row["group"], row["title"], row["codes"], bool(row["step"])) for row in csv.DictReader(file)]
    runs = [head for head, _ in groupby(heads)]
    assert runs == [
        (slug, rows[0].title, "; ".join(map(str, rows[0].codes)), step)
        for slug, rows in CATALOG.groups().items()
        for step in (False, True)
    ]
    assert all({int(code) for code in slug.split("-")} <= set(rows[0].codes) for slug, rows in CATALOG.groups().items())


@together("slug", GROUPS)
def test_group_asks_about_each_of_its_codes(slug):
    rows = CATALOG.groups()[slug]
    assert {code for row in rows for code in row.pair} == set(rows[0].codes)


NAMED_OTHERWISE = {301, 302, 303, 307, 308}  # "one of the others, with Location"


@together("row", CATALOG.look_alikes_all, ids=lambda row: "-".join(map(str, row.pair)))
def test_look_alike_asks_a_question_whose_answer_names_its_codes(row):
    assert row.question.endswith("?")
    assert set(map(int, re.findall(r"\b[1-5]\d\d\b", row.answer))) >= set(row.pair) - NAMED_OTHERWISE
    assert re.search(r"RFC \d{4}|nginx", row.source)


# ---- the dictionary ----


@together("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_dictionary_explains_every_file_and_every_column(path):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    section = text.split(f"## {path.name}\n")[1].split("\n## ")[0]
    with path.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    assert [column for column in columns if f"`{column}`" not in section] == []


@pytest.mark.parametrize("kind", [Kind, Met, Realness, Registration, Retry, Finding], ids=lambda kind: kind.__name__)
def test_dictionary_explains_every_value_a_column_may_have(kind):
    text = (DATA / "README.md").read_text(encoding="utf-8")
    assert [member.value for member in kind if f"`{member.value}`" not in text] == []


# ---- ideas ----


def test_each_idea_of_the_bank_has_a_title_of_its_own():
    titles = reading.ideas(DATA)
    questions = (*published_questions(), *load_bank(DATA / "cdn_questions", published=True))
    assert set(titles) == {question.idea for question in questions}, "see data/ideas.csv"
    assert len(set(titles.values())) == len(titles)
    assert [title for title in titles.values() if not (8 <= len(title) <= 60 and re.match("[A-Z0-9]", title))] == []
