"""The catalog: what it finds, what it refuses, and that a wrong record is named by line and field."""

import csv
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sampling import together
from statuslab.catalog import Catalog, CatalogError, Kind, LookAlike, NotInCatalogError, Retry
from statuslab.server.protocol.fields import reason

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def catalog():
    return Catalog.load(DATA)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("access.log", "*questions")))


def codes(records):
    return [record.code for record in records]


def test_catalog_iterated_gives_all_codes_in_order(catalog):
    assert codes(catalog) == sorted(set(codes(catalog)))
    assert len(catalog) == len(codes(catalog)) > 0


def test_code_of_the_catalog_is_in_it(catalog):
    assert 412 in catalog
    assert 298 not in catalog


def test_record_of_412_tells_class_color_symbol_and_source(catalog):
    record = catalog[412]
    assert (record.status_class, record.color, record.symbol) == ("4xx", 4, "!")
    assert record.source == "RFC 9110 section 15.5.13"
    assert (record.kind, record.retry, record.in_handout) == (Kind.FINAL, Retry.AFTER_A_CHANGE, True)


def test_symbols_differ_from_class_to_class(catalog):
    assert [catalog.find(digit)[0].symbol for digit in range(1, 6)] == ["…", "✓", "→", "!", "✗"]


@pytest.mark.parametrize(
    ("code", "source"),
    [
        (103, "RFC 8297 section 2"),
        (104, "draft-ietf-httpbis-resumable-upload, Status Code 104"),
        (444, "nginx, return 444"),
    ],
)
def test_source_without_numbered_section_is_written_with_a_comma(catalog, code, source):
    assert catalog[code].source == source


@together(
    ("key", "found"),
    [
        (412, [412]),
        ("412", [412]),
        (" 412 ", [412]),
        ("Precondition Failed", [412]),
        ("not found", [404]),
        ("NOT FOUND", [404]),
        ("im a teapot", [418]),
        ("I’m a teapot", [418]),
        ("multi status", [207]),
        ("Payload Too Large", [413]),
        ("moved temporarily", [302]),
        ("1xx", [100, 101, 102, 103, 104]),
        ("1XX", [100, 101, 102, 103, 104]),
        (1, [100, 101, 102, 103, 104]),
        ("1", [100, 101, 102, 103, 104]),
    ],
)
def test_find_by_number_name_or_class_gives_those_codes(catalog, key, found):
    assert codes(catalog.find(key)) == found


def test_find_by_any_name_in_the_catalog_gives_its_code(catalog):
    assert [catalog.find(record.name) for record in catalog] == [(record,) for record in catalog]


@together(
    ("key", "message"),
    [
        (600, "no status code 600 in the catalog; status codes run from 100 to 599"),
        (42, "no status code 42 in the catalog; status codes run from 100 to 599"),
        (-1, 'no status code named "-1"; try 404, "4xx" or "not found"'),
        ("9xx", 'no class "9xx"; the classes are 1xx 2xx 3xx 4xx 5xx'),
        (9, 'no class "9xx"; the classes are 1xx 2xx 3xx 4xx 5xx'),
        (0, 'no class "0xx"; the classes are 1xx 2xx 3xx 4xx 5xx'),
        ("not fond", 'no status code named "not fond"; did you mean "Not Found"?'),
        ("teapott", 'no status code named "teapott"; did you mean "I\'m a teapot"?'),
        ("xyzzy", 'no status code named "xyzzy"; try 404, "4xx" or "not found"'),
        ("", 'no status code named ""; try 404, "4xx" or "not found"'),
    ],
)  # fmt: skip
def test_find_of_an_unknown_key_says_what_there_is(catalog, key, message):
    with pytest.raises(NotInCatalogError) as error:
        catalog.find(key)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("key", "runs"),
    [(298, "the 2xx codes run 200-202 and 226"), ("298", "the 2xx codes run 200-202 and 226"),
     (309, "the 3xx codes run 301-302"), (430, "the 4xx codes run 400, 403-405, 410 and 451"),
     (560, "the 5xx codes run 500")],
)  # fmt: skip
def test_find_of_an_unknown_code_names_the_runs_of_its_class(catalog, key, runs):
    known = (200, 201, 202, 226, 301, 302, 400, 403, 404, 405, 410, 451, 500)
    with pytest.raises(NotInCatalogError) as error:
        Catalog(catalog[code] for code in known).find(key)
    assert str(error.value) == f"no status code {key} in the catalog; {runs}"


def test_getitem_of_unknown_code_is_a_key_error_and_a_catalog_error(catalog):
    for kind in (KeyError, CatalogError, ValueError):
        with pytest.raises(kind, match=r"^no status code 298 in the catalog"):
            catalog[298]


def test_reason_phrase_is_the_name_in_the_catalog(catalog):
    assert {record.code: record.name for record in catalog} == {record.code: reason(record.code) for record in catalog}
    assert reason(298) == ""


def test_errata_of_a_code_put_the_most_specific_first(catalog):
    assert [row.id for row in catalog.errata(103)] == ["C-103", "A1", "B6", "A7"]


def test_errata_of_a_code_put_other_references_after_the_handout(catalog):
    found = catalog.errata(403)
    assert [(row.id, row.scope) for row in found] == [("C-403", "handout"), ("E4", "elsewhere"), ("E2", "elsewhere")]


@pytest.mark.parametrize("method", ["errata", "look_alikes", "compare"])
def test_question_about_unknown_code_is_refused(catalog, method):
    with pytest.raises(NotInCatalogError, match="no status code 298"):
        getattr(catalog, method)(298)


def test_look_alikes_of_a_code_are_the_questions_it_takes_part_in(catalog):
    rows = catalog.look_alikes(428)
    assert [row.question for row in rows] == ["Is the condition missing, or is it false?"]
    assert all(code in row.pair for code in (412, 428) for row in rows)


def test_compare_gives_questions_between_at_least_two_of_the_codes(catalog):
    rows = catalog.compare(401, 403, 404)
    assert [row.pair for row in rows] == [(401, 403), (403, 404)]
    assert catalog.compare(401) == catalog.compare() == catalog.compare(100, 511) == ()
    assert catalog.compare(401, 401) == ()


def test_groups_hold_every_look_alike_once_in_file_order(catalog):
    groups = catalog.groups()
    assert next(iter(groups)) == "401-403-404-407"
    assert [row for rows in groups.values() for row in rows] == list(catalog.look_alikes_all)


def test_table_of_everything_has_one_row_a_code(catalog):
    table = catalog.table()
    assert list(table.index) == codes(catalog)
    assert table.index.name == "code"
    assert table.loc[426, "must"] == "Upgrade, Connection"
    assert table.loc[404, ["name", "kind", "met", "cacheable"]].tolist() == ["Not Found", "final", "everyday", True]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        ("1xx", [100, 101, 102, 103, 104]),
        (412, [412]),
        ("not found", [404]),
        ([404, "not found", 412], [404, 412]),
        ([], []),
    ],
)
def test_table_of_a_selection_has_those_codes_once(catalog, selection, found):
    assert list(catalog.table(selection).index) == found


def test_catalog_loaded_and_asked_leaves_pandas_unimported():
    program = (
        "import sys; from pathlib import Path; from statuslab.catalog import Catalog; "
        f"Catalog.load(Path({str(DATA)!r})).find('4xx'); sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@together(
    ("code", "change", "message"),
    [
        (412, {"code": 600}, 'field code: met "600", expected a number from 100 to 599'),
        (412, {"kind": Kind.INTERIM, "content": "no"},
         'field kind: met "interim", expected interim for 1xx codes and only for them'),
        (103, {"kind": Kind.FINAL}, 'field kind: met "final", expected interim for 1xx codes and only for them'),
        (103, {"content": "yes"}, 'field content: met "yes", expected no, because an interim response has no content'),
        (444, {"content": "yes"}, 'field content: met "yes", expected n/a, because the kind is log only'),
        (302, {"redirect_method": ""},
         'field redirect_method: met "", expected a value for 3xx codes and only for them'),
        (404, {"redirect_method": "kept"},
         'field redirect_method: met "kept", expected a value for 3xx codes and only for them'),
        (404, {"python_name": "NOT FOUND"},
         'field python_name: met "NOT FOUND", expected a member of http.HTTPStatus or nothing'),
    ],
)  # fmt: skip
def test_status_code_that_contradicts_itself_is_refused(catalog, code, change, message):
    with pytest.raises(CatalogError) as error:
        replace(catalog[code], **change)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ((401,), 'field pair: met "401", expected at least two different codes'),
        ((401, 401), 'field pair: met "401; 401", expected at least two different codes'),
        ((401, 404), 'field pair: met "401; 404", expected codes of the group 401; 403'),
    ],
)
def test_look_alike_with_impossible_pair_is_refused(pair, message):
    with pytest.raises(CatalogError) as error:
        LookAlike("401-403", "title", (401, 403), pair, "question?", "answer", "source")
    assert str(error.value) == message


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def refusal(folder):
    with pytest.raises(CatalogError) as error:
        Catalog.load(folder)
    return str(error.value)


@pytest.mark.parametrize(
    ("file", "line", "field", "met", "expected"),
    [
        ("status_codes.csv", 14, "retry", "maybe", "one of no, as is, after a wait, after a change"),
        ("status_codes.csv", 14, "kind", "", "one of interim, final, inside 207, sent as 400, log only, never sent"),
        ("status_codes.csv", 14, "met", "often", "one of everyday, common, rare"),
        ("status_codes.csv", 14, "realness", "real", "one of genuine, emulated, convention, historical"),
        ("status_codes.csv", 14, "registration", "iana",
         "one of registered, temporary, deprecated, unused, obsoleted, unregistered"),
        ("status_codes.csv", 14, "content", "maybe", "one of yes, no, n/a"),
        ("status_codes.csv", 14, "cacheable", "True", "one of yes, no"),
        ("status_codes.csv", 14, "code", "20x", "a number from 100 to 599"),
        ("status_codes.csv", 14, "code", "", "a number from 100 to 599"),
        ("status_codes.csv", 14, "name", "", "some text"),
        ("status_codes.csv", 14, "meaning", "", "some text"),
        ("status_codes.csv", 14, "note", "", "some text"),
        ("status_codes.csv", 14, "must", "Content-Type: text/xml",
         "field names such as Retry-After, separated by semicolons"),
        ("status_codes.csv", 14, "watch", "Depth;", "field names such as Retry-After, separated by semicolons"),
        ("status_codes.csv", 14, "senders", "origin; nobody",
         "one of origin, gateway, proxy, portal, parser, tls door, server log"),
        ("status_codes.csv", 14, "redirect_method", "GET",
         "one of kept, may become GET, becomes GET, none, nothing"),
        ("status_codes.csv", 14, "redirect_method", "kept", "a value for 3xx codes and only for them"),
        ("status_codes.csv", 14, "code", "206", "a code above 206: each code has one record, in ascending order"),
        ("status_codes.csv", 14, "code", "201", "a code above 206: each code has one record, in ascending order"),
        ("handout_errata.csv", 2, "id", "F1", "an id such as A1 or C-403"),
        ("handout_errata.csv", 3, "id", "A1", "an id that no earlier record has"),
        ("handout_errata.csv", 2, "kind", "false",
         "one of wrong, outdated, oversimplified, ambiguous, missing, right"),
        ("handout_errata.csv", 2, "standard_says", "", "some text"),
        ("handout_errata.csv", 2, "codes", "103, 425", "a number from 100 to 599"),
        ("handout_errata.csv", 2, "codes", "103; 298", "codes of status_codes.csv"),
        ("look_alikes.csv", 2, "pair", "401", "at least two different codes"),
        ("look_alikes.csv", 2, "answer", "", "some text"),
        ("look_alikes.csv", 3, "codes", "403; 404; 298", "codes of status_codes.csv"),
    ],
)  # fmt: skip
def test_load_of_a_broken_cell_names_file_line_field_met_and_expected(folder, file, line, field, met, expected):
    rows = read(folder / file)
    rows[line - 1][rows[0].index(field)] = met
    write(folder / file, rows)
    assert refusal(folder) == f'{file} line {line}, field {field}: met "{met}", expected {expected}'


@pytest.mark.parametrize("file", ["status_codes.csv", "handout_errata.csv", "look_alikes.csv"])
def test_load_without_a_column_names_it(folder, file):
    rows = read(folder / file)
    write(folder / file, [row[:-1] for row in rows])
    header, lost = ",".join(rows[0][:-1]), rows[0][-1]
    assert refusal(folder) == f'{file} line 1, field header: met "{header}", expected a column {lost}'


def test_load_with_columns_in_another_order_says_the_order(folder):
    rows = read(folder / "look_alikes.csv")
    write(folder / "look_alikes.csv", [row[::-1] for row in rows])
    assert refusal(folder) == (
        'look_alikes.csv line 1, field header: met "source,answer,question,step,pair,codes,title,group", '
        "expected the columns group,title,codes,pair,step,question,answer,source"
    )


def test_load_of_a_record_with_a_comma_too_many_counts_the_fields(folder):
    rows = read(folder / "handout_errata.csv")
    rows[4].append("one too many")
    write(folder / "handout_errata.csv", rows)
    assert refusal(folder) == 'handout_errata.csv line 5, field (all): met "7 fields", expected 6 fields'


@pytest.mark.parametrize("file", ["status_codes.csv", "handout_errata.csv", "look_alikes.csv"])
def test_load_without_a_file_names_it(folder, file):
    (folder / file).unlink()
    assert refusal(folder) == f"no file {file} in {folder}; expected the data folder of the course"


def test_load_of_an_empty_file_asks_for_the_first_column(folder):
    (folder / "status_codes.csv").write_text("")
    assert refusal(folder) == 'status_codes.csv line 1, field header: met "", expected a column code'


def test_load_of_a_file_saved_by_a_spreadsheet_gives_the_same_codes(folder, catalog):
    text = (folder / "status_codes.csv").read_text(encoding="utf-8")
    (folder / "status_codes.csv").write_text(text, encoding="utf-8-sig", newline="\r\n")
    assert list(Catalog.load(folder)) == list(catalog)
