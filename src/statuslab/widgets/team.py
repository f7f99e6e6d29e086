"""The overview of a team: what to talk about next, the map of codes, the pages, and the reports behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from statuslab.learning.learner_report import LearnerReport
from statuslab.learning.team import Team, TeamCode, TeamPage, Topic
from statuslab.widgets.badges import pill
from statuslab.widgets.cards import CLASSES
from statuslab.widgets.html import Safe, fold, page, tag
from statuslab.wording import quantity

STYLES = ("learner", "team")
PAGE_HEADS = ("page", "done on average", "began", "finished")
CODE_HEADS = ("code", "met by", "mastered by", "right at the first try")
REPORT_HEADS = ("", "date", "codes mastered", "exam", "gain")
LEVELS = 4


def team_html(team: Team, names: Mapping[int, str], titles: Mapping[str, str]) -> Safe:
    """The overview as a whole output; `names` has the name of each code, `titles` that of each page."""
    codes = sorted(team.codes, key=lambda row: row.code)
    of = len(team.learners)
    parts = (
        tag("h2", None, "HTTP Status Lab: team"),
        tag("p", {"class": "soft"}, f"{quantity(of, 'report')}, {_days(team)}"),
        tag("dl", {"class": "figures"}, *(part for figure in figures(team) for part in _figure(*figure))),
        _section("To talk about next", _topics(team.topics, names, of)),
        _section("Codes: by how many they are mastered", _map(codes, names, of), _legend(of)),
        _section("Pages", _table("pages", PAGE_HEADS, (_page(row, titles, of) for row in team.pages))),
        _section("Reports", _table("reports", REPORT_HEADS, map(_report, team.learners))),
        fold("Every code as a table", _table("codes", CODE_HEADS, (_code(row, names, of) for row in codes))),
    )
    return page(STYLES, tag("div", {"class": "box learner team"}, *parts))


def _days(team: Team) -> str:
    first, *_, last = sorted(report.day for report in team.learners) * 2
    return first if first == last else f"{first} to {last}"


def figures(team: Team) -> Iterator[tuple[str, str, str]]:
    """The figures as label, value and remark."""
    mastered = sorted(report.mastered for report in team.learners)
    exams, gains = (sum(map(bool, each)) for each in ([r.exam for r in team.learners],
                                                      [r.gain is not None for r in team.learners]))  # fmt: skip
    yield "codes mastered", _range(mastered), f"of {len(team.codes)}, fewest to most"
    yield "pages done", _percent(_mean([row.share for row in team.pages])), "on average over pages and people"
    yield "exam", _percent(team.exam), f"median of {exams}" if exams else "nobody has handed one in"
    yield "gain since the pre-test", _percent(team.gain), f"median of {gains}" if gains else "needs pre-test and exam"
    if found := team.measured:
        yield "pre-test to post-test", f"{_percent(found.before)} → {_percent(found.after)}", str(found)


def _range(numbers: Sequence[int]) -> str:
    return f"{numbers[0]}" if numbers[0] == numbers[-1] else f"{numbers[0]} to {numbers[-1]}"


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}"


def _figure(label: str, value: str, remark: str) -> Iterator[Safe]:
    inside = (tag("dt", None, label), tag("dd", None, tag("b", None, value)), tag("dd", {"class": "soft"}, remark))
    yield tag("div", None, *inside)


def _section(title: str, *inside: Safe) -> Safe:
    return tag("section", None, tag("h3", None, title), *inside)


# --- What to talk about -------------------------------------------------------------------------------------


def _topics(topics: Sequence[Topic], names: Mapping[int, str], of: int) -> Safe:
    if not topics:
        return tag("p", None, "Nothing stands out: no two codes are mixed up, and no code is mostly answered wrong.")
    return tag("ol", {"class": "topics"}, *(_topic(topic, names, of) for topic in topics))


def _topic(topic: Topic, names: Mapping[int, str], of: int) -> Safe:
    pills = [part for code in topic.codes for part in (pill(code, names.get(code, "")), " ")]
    calls = tag("code", None, _call(topic))
    return tag("li", None, *pills, tag("span", None, said(topic, of)), " ", calls)


def said(topic: Topic, of: int) -> str:
    """Why a topic is one, in a sentence."""
    if len(topic.codes) > 1:
        return f"mixed up by {topic.learners} of {of}, {quantity(topic.times, 'time')}."
    return f"{_percent(topic.share)} right at the first try; met by {topic.learners} of {of}."


def _call(topic: Topic) -> str:
    codes = ", ".join(map(str, topic.codes))
    return f"compare({codes})" if len(topic.codes) > 1 else f"demo({codes})"


# --- The map of codes ---------------------------------------------------------------------------------------


def _map(codes: Sequence[TeamCode], names: Mapping[int, str], of: int) -> Safe:
    families = groupby(codes, lambda row: row.code // 100)
    return tag("div", {"class": "map"}, *(_family(family, list(own), names, of) for family, own in families))


def _family(family: int, rows: Sequence[TeamCode], names: Mapping[int, str], of: int) -> Safe:
    label = f"{family}xx {CLASSES[family]}"
    cells = (_cell(row, names.get(row.code, ""), of) for row in rows)
    return tag("div", None, tag("span", {"class": "fam"}, label), tag("ul", {"aria-label": label}, *cells))


def _cell(row: TeamCode, name: str, of: int) -> Safe:
    label = f"{row.code} {name}: mastered by {row.mastered}, met by {row.met} of {of}"
    number = tag("span", None, f"{row.mastered}/{of}")
    return tag("li", {"class": f"cell {_level(row, of)}", "title": label}, tag("b", None, str(row.code)), number)


def _level(row: TeamCode, of: int) -> str:
    """How dark a code is: "none" where nobody met it, l0 to l4 by the share of learners who master it."""
    return f"l{-(-LEVELS * row.mastered // of)}" if row.met else "none"


def _legend(of: int) -> Safe:
    keys = [("none", "nobody has met it"), ("l0", "mastered by none"), ("l2", "by up to half"), ("l4", "by most")]
    shown = (tag("li", None, tag("span", {"class": f"key {css}"}), f" {words}") for css, words in keys)
    return tag("ul", {"class": "legend"}, *shown, tag("li", None, f"3/{max(of, 3)}: mastered by 3 of {max(of, 3)}"))


# --- Tables -------------------------------------------------------------------------------------------------


def _table(name: str, heads: Sequence[str], rows: Iterator[Sequence[str]] | map[Sequence[str]]) -> Safe:
    head = tag("tr", None, *(tag("th", {"scope": "col"}, words) for words in heads))
    body = (tag("tr", None, tag("th", {"scope": "row"}, first), *(tag("td", None, cell) for cell in rest))
            for first, *rest in rows)  # fmt: skip
    return tag("table", {"class": name}, tag("thead", None, head), tag("tbody", None, *body))


def _page(row: TeamPage, titles: Mapping[str, str], of: int) -> Sequence[str]:
    return titles.get(row.page, row.page), _bar(row.share), f"{row.began} of {of}", f"{row.finished} of {of}"


def _code(row: TeamCode, names: Mapping[int, str], of: int) -> Sequence[str]:
    share = _bar(row.share) if row.share is not None else "too few answers"
    return pill(row.code, names.get(row.code, "")), f"{row.met} of {of}", f"{row.mastered} of {of}", share


def _report(report: LearnerReport) -> Sequence[str]:
    exam = f"{_percent(report.exam.share)}, {report.exam.day}" if report.exam else "–"
    mastered = f"{report.mastered} of {len(report.codes)}"
    return report.name or f"no name ({report.learner[:6]})", report.day, mastered, exam, _percent(report.gain)


def _bar(share: float) -> Safe:
    fill = tag("span", {"class": "fill", "style": f"width:{share:.0%}"})
    track = tag("span", {"class": "track", "aria-hidden": "true"}, fill)
    return tag("span", {"class": "bar"}, track, tag("span", None, _percent(share)))


# --- Text ---------------------------------------------------------------------------------------------------


def team_text(team: Team, names: Mapping[int, str], titles: Mapping[str, str]) -> str:
    """The overview as text for a terminal: figures, what to talk about, and the pages."""
    of = len(team.learners)
    lines = [f"{quantity(of, 'report')}, {_days(team)}", ""]
    lines += [f"{label + ':':<26}{value} ({remark})" for label, value, remark in figures(team)]
    lines += ["", "To talk about next:" if team.topics else "To talk about next: nothing stands out."]
    for topic in team.topics:
        codes = ", ".join(f"{code} {names.get(code, '')}".rstrip() for code in topic.codes)
        lines.append(f"  {codes}: {said(topic, of)} {_call(topic)}")
    lines += ["", *(f"{_percent(row.share):>5} {titles.get(row.page, row.page)}" for row in team.pages)]
    return "\n".join(lines)
