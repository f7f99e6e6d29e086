"""Measurements in data/access.log. They read the file with pandas and know nothing of the program that wrote it."""

import re
from collections.abc import Callable
from functools import cache

import pandas as pd

from statuslab.storage.files import data_folder

FILE = data_folder() / "access.log"
FIGURE = re.compile(r"\d[\d.:]*\d|\d")
LINE = re.compile(
    r'(?P<who>\S+) - (?P<user>\S+) \[(?P<time>[^]]+)\] "(?P<request>[^"]*)" (?P<status>\d{3}) (?P<size>\d+)'
    r' "(?P<referer>[^"]*)" "(?P<agent>[^"]*)" (?P<seconds>\d+\.\d{3})'
)


def figures(text: str) -> set[str]:
    """The figures of a text as whole words ("5" is none of "504"); of a text without any, the text."""
    return set(FIGURE.findall(text.replace(",", ""))) or {text}


@cache
def frame():
    """The log as a table; read once."""
    found = [LINE.fullmatch(line).groups() for line in FILE.read_text(encoding="ascii").splitlines()]
    log = pd.DataFrame(found, columns=list(LINE.groupindex)).astype({"status": int, "size": int, "seconds": float})
    log["time"] = pd.to_datetime(log["time"], format="%d/%b/%Y:%H:%M:%S %z")
    log["target"] = log["request"].str.extract(r"^[A-Z]+ (\S+)", expand=False)
    return log


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


def lines_of_the_same_phones_with_backoff(log):
    """How many 502s as many phones make in seven minutes that wait 1, 2, 4 ... seconds after each, a minute at most."""
    phones = log.loc[(log["status"] == 502) & (log["agent"] == "TeaApp/2.4"), "who"].nunique()
    at, tries = 0, 0
    while at <= 7 * 60:
        at, tries = at + min(2**tries, 60), tries + 1
    return str(phones * tries)


def most_lines_with_a_retry_budget(log):
    """How many 502s there are if each address sends one request, and all together may retry a tenth of that."""
    return str(int(log.loc[log["status"] == 502, "who"].nunique() * 1.1))


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


MEASURES: dict[str, Callable[[pd.DataFrame], str]] = {
    measure.__name__.replace("_", "-"): measure
    for measure in (
        first_trouble_on_the_delivery_path,
        minutes_from_first_499_to_first_504,
        seconds_of_499_and_504,
        agent_of_the_502s,
        addresses_behind_the_502s,
        lines_of_the_same_phones_with_backoff,
        most_lines_with_a_retry_budget,
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
