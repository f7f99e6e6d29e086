"""The day in data/access.log: its form, that it can be made again to the byte, and what the questions say of it.

access_log_measures.py has the measurements that questions rest on.
"""

import ipaddress

import pytest

from access_log_measures import FILE, MEASURES, figures, frame
from published import published_questions
from sampling import together
from statuslab.catalog import Catalog
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder
from traffic.asked import asked, one, shapes
from traffic.day import lines

DOCUMENTATION = [
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
LARGEST = 8_000_000  # bytes
PROOFS = [(question, proof) for question in published_questions() for proof in question.proof if proof.log]


@pytest.fixture(scope="module")
def log():
    return frame()


# --- The file -----------------------------------------------------------------------------------------------


def test_the_log_is_a_day_of_some_fifty_thousand_lines_in_the_order_they_were_written(log):
    assert 45_000 < len(log) < 55_000
    assert FILE.stat().st_size < LARGEST
    assert log["time"].is_monotonic_increasing
    assert set(log["time"].dt.strftime("%Y-%m-%d")) == {"2026-11-19"}


def test_the_log_knows_nobody_real(log):
    addresses = map(ipaddress.ip_address, log["who"].unique())
    assert [str(each) for each in addresses if not any(each in net for net in DOCUMENTATION)] == []
    assert set(log["user"]) == {"-", "waiter"}
    hosts = log["referer"].str.extract(r"^https?://([^/]+)", expand=False).dropna().unique()
    assert {host.split(".")[-1] for host in hosts} == {"example"}


def test_every_status_of_the_log_is_in_the_catalog(log):
    assert set(log["status"]) <= {record.code for record in Catalog.load(data_folder())}


def test_a_line_without_a_response_has_no_content(log):
    assert set(log.loc[log["status"].isin([204, 304, 408, 444, 499]), "size"]) == {0}


def test_the_day_made_again_has_the_same_bytes():
    assert "".join(f"{line}\n" for line in lines(shapes())).encode() == FILE.read_bytes()


@pytest.mark.slow
def test_another_seed_gives_another_day():
    real = shapes()
    assert next(lines(real, seed=1)) != next(lines(real))


@pytest.mark.parametrize("number", [9, 88, 888, 4800])
def test_a_numbered_shape_is_what_the_teahouse_answers_for_that_number(number):
    with Lab(FixedClock()) as lab:
        assert asked(lab, one("GET /teas/8")).numbered(number) == asked(lab, one(f"GET /teas/{number}"))


# --- What the questions say of it ---------------------------------------------------------------------------


@together(("question", "proof"), PROOFS, ids=[question.id for question, _ in PROOFS])
def test_what_a_question_says_of_the_log_is_so(question, proof, log):
    assert MEASURES[proof.log](log) == proof.gives


@together(("question", "proof"), PROOFS, ids=[question.id for question, _ in PROOFS])
def test_the_figures_that_are_measured_are_those_that_stand_in_the_question(question, proof):
    right = [f"{option.code or ''} {option.text} {option.why}" for option in question.options if option.right]
    said = figures(" ".join([question.ask, question.wire, question.hint, *right]))
    assert sorted(figures(proof.gives) - said) == []


def test_figure_inside_a_longer_one_is_not_said():
    assert not figures("5 lines") <= figures("504 of 1,500 lines at 10:25")


def test_no_measurement_is_left_unused():
    assert set(MEASURES) == {proof.log for _, proof in PROOFS}


def test_a_log_of_another_day_would_be_noticed(log):
    elsewhere = log.assign(
        agent="Somebody/1", who="192.0.2.1", target="/elsewhere", seconds=1.0, size=7, time=log["time"].iloc[0]
    )
    held = [proof.log for _, proof in PROOFS if given(MEASURES[proof.log], elsewhere) == proof.gives]
    assert held == []


def given(measure, log):
    try:
        return measure(log)
    except (KeyError, IndexError, ValueError, ZeroDivisionError):
        return None
