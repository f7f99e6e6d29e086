import re
from dataclasses import replace
from html import unescape

import pytest
from widget_samples import CATALOG, HOSTILE

from sampling import together
from statuslab.catalog import Erratum, Finding, Kind, LookAlike
from statuslab.widgets.cards import (
    KINDS,
    card_html,
    card_text,
    compare_html,
    compare_text,
    comparison,
    facts,
    worth_showing,
)

CODES = [record.code for record in CATALOG]


def card(code, form=card_html):
    return form(CATALOG[code], CATALOG.errata(code), CATALOG.look_alikes(code))


def compared(*codes, form=compare_html):
    return form([CATALOG[code] for code in codes], CATALOG.compare(*codes))


def words(markup):
    return unescape(re.sub("<.*?>", "", markup.rpartition("</style>")[2]))


@together("code", CODES)
@together("form", [card_html, card_text])
def test_card_of_every_code_renders_the_same_twice(code, form):
    record = CATALOG[code]
    shown = card(code, form)
    assert shown == card(code, form)
    text = words(shown) if form is card_html else shown
    assert f"{record.symbol} {code}" in text
    assert record.name in text


@together("code", CODES)
def test_card_shows_the_facts_of_the_record(code):
    record = CATALOG[code]
    text = dict(facts(record))
    assert text.get("sent by", "") == ", ".join(record.senders)
    assert record.source in text["defined in"]
    assert all(name in text["must carry"] for name in record.must)
    assert ("cacheable" in text) == (record.kind is Kind.FINAL)
    assert all(text.values())


def test_card_has_words_for_every_kind():
    assert set(KINDS) == set(Kind)


def test_card_shows_no_erratum_where_the_handout_is_right():
    right = [row for row in CATALOG.errata(412) if row.kind == "right"]
    assert right
    assert not worth_showing(right)
    assert right[0].standard_says not in card(412, card_text)


def test_card_shows_own_errata_open_and_common_ones_folded():
    one = Erratum("C-412", (412,), Finding.WRONG, "said here", "held here", "RFC 1")
    many = replace(one, codes=tuple(range(400, 420)), handout_says="said of many")
    shown = card_html(CATALOG[412], [one, many])
    opened, folded = shown.split("<details")
    assert "said here" in opened
    assert "held here" in opened
    assert "said of many" in folded


@pytest.mark.parametrize("form", [card_html, card_text])
def test_card_says_where_a_wrong_claim_comes_from(form):
    own = Erratum("C-412", (412,), Finding.WRONG, "one thing", "held here", "RFC 1")
    handout, elsewhere = (form(CATALOG[412], [replace(own, id=id)]) for id in ("C-412", "E9"))
    assert "The handout says" in handout
    assert "Said elsewhere" not in handout
    assert "Said elsewhere" in elsewhere
    assert "The handout says" not in elsewhere


def test_card_shows_look_alikes_with_question_and_answer():
    row = CATALOG.look_alikes(412)[0]
    assert row.question in words(card(412))
    assert row.question in card(412, card_text)


def test_card_escapes_hostile_text():
    record = replace(
        CATALOG[412], name=HOSTILE, meaning=HOSTILE, note=HOSTILE, next_step=HOSTILE, former_names=(HOSTILE,)
    )
    erratum = Erratum("C-412", (412,), Finding.WRONG, HOSTILE, HOSTILE, HOSTILE)
    row = LookAlike("g", HOSTILE, (412, 409), (412, 409), HOSTILE, HOSTILE, HOSTILE)
    for shown in (card_html(record, [erratum], [row]), compare_html([record, CATALOG[409]], [row])):
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown


def test_comparison_starts_with_the_deciding_question():
    shown = words(compared(401, 403))
    question = CATALOG.compare(401, 403)[0].question
    assert 0 <= shown.index(question) < shown.index("meaning")
    assert compared(401, 403, form=compare_text).startswith("401 or 403: " + question)


def test_comparison_shows_differences_and_sums_up_the_rest():
    same, differing = comparison([CATALOG[301], CATALOG[308]])
    assert all(len(set(values)) == 1 for _, values in same)
    assert all(len(set(values)) > 1 for _, values in differing)
    assert "should carry" in dict(same)
    assert "method" in dict(differing)
    assert "The same for all: " in compared(301, 308)


def test_comparison_cells_name_their_code_for_narrow_pages():
    shown = compared(401, 403, 404)
    assert shown.count("<tr>") - 1 == shown.count('data-code="403"') == shown.count('<th scope="row">')


@pytest.mark.parametrize("codes", [(404,), (401, 403, 404), tuple(range(300, 309))])
def test_comparison_takes_any_number_of_codes(codes):
    text = compared(*codes, form=compare_text)
    assert all(f"  {code} " in text for code in codes)


@together("record", [each for each in CATALOG if each.standard.startswith("RFC")], ids=lambda each: each.code)
def test_card_links_to_where_a_code_is_defined(record):
    html = card_html(record, CATALOG.errata(record.code), CATALOG.look_alikes(record.code))
    section = (
        f'href="https://www.rfc-editor.org/rfc/{record.standard.replace(" ", "").lower()}#section-{record.section}"'
    )
    assert section in html
