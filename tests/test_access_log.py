"""The day in data/access.log: its form, that it can be made again to the byte, and what the questions say of it.

The measurements read the file with pandas and know nothing of the program that wrote it.
"""

import ipaddress
import re

import pandas as pd
import pytest

from statuslab.catalog import Catalog
from statuslab.questions.loader import load_bank
from statuslab.server.lab import Lab
from statuslab.server.protocol.clock import FixedClock
from statuslab.storage.files import data_folder
from traffic.asked import asked, one, shapes
from traffic.day import lines

FILE = data_folder() / "access.log"
LINE = re.compile(
    r'(?P<who>\S+) - (?P<user>\S+) \[(?P<time>[^]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+)'
    r' "(?P<referer>[^"]*)" "(?P<agent>[^"]*)" (?P<seconds>\d+\.\d{3})'
)
DOCUMENTATION = [
    ipaddress.ip_network(net) for net in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
LARGEST = 8_000_000  # bytes
PROOFS = [
    (question, proof) for question in load_bank(data_folder() / "questions") for proof in question.proof if proof.log
]


@pytest.fixture(scope="module")
def log():
    found = [LINE.fullmatch(line).groupdict() for line in FILE.read_text(encoding="ascii").splitlines()]
    log = pd.DataFrame(found).astype({"status": int, "size": int, "seconds": float})
    log["time"] = pd.to_datetime(log["time"], format="%d/%b/%Y:%H:%M:%S %z")
    log["target"] = log["request"].str.extract(r"^[A-Z]+ (\S+)", expand=False)
    return log


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


def test_another_seed_gives_another_day():
    real = shapes()
    assert next(lines(real, seed=1)) != next(lines(real))


@pytest.mark.parametrize("number", [9, 88, 888, 4800])
def test_a_numbered_shape_is_what_the_teahouse_answers_for_that_number(number):
    with Lab(FixedClock()) as lab:
        assert asked(lab, one("GET /teas/8")).numbered(number) == asked(lab, one(f"GET /teas/{number}"))


# --- What the questions say of it ---------------------------------------------------------------------------


def minute(time):
    return time.strftime("%H:%M")


def during(log, begin, end):
    return log[(log["time"] >= f"2026-11-19T{begin}Z") & (log["time"] < f"2026-11-19T{end}Z")]


def deliveries(log):
    return log[log["target"] == "/delivery/menu"]


def first_trouble_on_the_delivery_path(log):
    found = deliveries(log)
    return str(found.loc[found["status"] >= 400, "status"].iloc[0])


def minutes_from_first_499_to_first_504(log):
    first = deliveries(log).groupby("status")["time"].min()
    return f"about {round((first[504] - first[499]).total_seconds() / 60)} minutes"


def seconds_of_499_and_504(log):
    left, late = (deliveries(log).query(f"status == {status}")["seconds"].round(1) for status in (499, 504))
    return f"{(left == 6.0).mean():.0%} at 6.0, {'all' if (late == 30.0).all() else 'not all'} at 30.0".replace(
        "%", " %"
    )


def agent_of_the_502s(log):
    shares = log.loc[log["status"] == 502, "agent"].value_counts(normalize=True)
    return shares.index[0] if shares.iloc[0] > 0.99 else "nobody in particular"


def addresses_behind_the_502s(log):
    shares = log.loc[log["status"] == 502, "who"].value_counts(normalize=True).cumsum()
    return f"Some {round(int((shares < 0.99).sum() + 1), -1)}"


def median_seconds_before_and_during(log):
    spans = during(log, "13:30", "13:50"), during(log, "14:26", "14:33")
    return ", ".join(f"{span['seconds'].median() * 1000:.0f} ms" for span in spans)


def share_of_304(log):
    fresh = log["status"] == 304
    return f"{fresh.mean() * 100:.0f} %, {log.loc[fresh, 'size'].max()} bytes"


def four_hundreds_at_three(log):
    hour = during(log, "03:00", "04:00")
    refused = hour[hour["status"] // 100 == 4]
    busiest = refused["who"].value_counts().max()
    return f"{len(refused) / len(hour) * 100:.0f} %, {busiest / len(refused) * 100:.0f} % from one address"


def told(log, **wanted):
    """How often each status was told to an agent, or at a target."""
    (column, value), *_ = wanted.items()
    return log.loc[log[column] == value, "status"].value_counts()


def what_the_crawler_was_told(log):
    statuses = told(log, agent="LeafCrawler/0.9")
    return f"{statuses[404]} x 404, {statuses[429]} x 429"


def statuses_of_todays_special(log):
    return ", ".join(f"{count} x {status}" for status, count in told(log, target="/specials/today").items())


def when_v42_was_out(log):
    seen = log.loc[log["target"] == "/style.css?v=42", "time"]
    old = during(log, "10:43", "11:08")["target"].eq("/style.css?v=41").sum()
    return f"{minute(seen.min())} to {minute(seen.max())}" if not old else "side by side with others"


def readers_who_got_in(log):
    statuses = told(log, target="/regulars")
    return f"{statuses[302]}, {statuses[200]}"


def statuses_of_the_monitoring(log):
    return ", ".join(f"{count} x {status}" for status, count in told(log, agent="HouseProbe/1").items())


def who_met_the_503s(log):
    agents = log.loc[log["status"] == 503, "agent"].value_counts()
    return ", ".join(f"{count} x {agent}" for agent, count in agents.items())


def lines_without_a_target(log):
    statuses = log.loc[log["target"].isna(), "status"].value_counts()
    return ", ".join(f"{count} x {status}" for status, count in statuses.items())


def bytes_of_408_444_and_499(log):
    return f"{log.loc[log['status'].isin([408, 444, 499]), 'size'].max()} bytes"


MEASURES = {
    measure.__name__.replace("_", "-"): measure
    for measure in (
        first_trouble_on_the_delivery_path,
        minutes_from_first_499_to_first_504,
        seconds_of_499_and_504,
        agent_of_the_502s,
        addresses_behind_the_502s,
        median_seconds_before_and_during,
        share_of_304,
        four_hundreds_at_three,
        what_the_crawler_was_told,
        statuses_of_todays_special,
        when_v42_was_out,
        readers_who_got_in,
        statuses_of_the_monitoring,
        who_met_the_503s,
        lines_without_a_target,
        bytes_of_408_444_and_499,
    )
}


@pytest.mark.parametrize(("question", "proof"), PROOFS, ids=[question.id for question, _ in PROOFS])
def test_what_a_question_says_of_the_log_is_so(question, proof, log):
    assert MEASURES[proof.log](log) == proof.gives


@pytest.mark.parametrize(("question", "proof"), PROOFS, ids=[question.id for question, _ in PROOFS])
def test_the_figures_that_are_measured_are_those_that_stand_in_the_question(question, proof):
    right = [f"{option.code or ''} {option.text} {option.why}" for option in question.options if option.right]
    said = " ".join([question.ask, question.wire, question.hint, *right]).replace(",", "")
    assert [figure for figure in re.findall(r"\d[\d.:]*\d|\d", proof.gives) if figure not in said] == []


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
