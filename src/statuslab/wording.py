"""Small pieces of English that messages share: counted nouns and "did you mean" hints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def quantity(count: int, noun: str, spec: str = "") -> str:
    """Return a count with its noun, plural unless there is exactly one; `spec` formats the number.

    >>> quantity(1, "answer"), quantity(1200, "answer", ",")
    ('1 answer', '1,200 answers')
    """
    return f"{count:{spec}} {noun}{'' if count == 1 else 's'}"


def did_you_mean(text: str, names: Iterable[str] | Mapping[str, str], otherwise: str) -> str:
    """Return a hint with the name closest to `text`, or `otherwise` if no name is close.

    A mapping gives for each spelling that is compared the name to show.

    >>> did_you_mean("two-coks", ["two-cooks", "forty-cups"], "name a scene")
    'did you mean "two-cooks"?'
    """
    from difflib import get_close_matches  # only errors need it, and every start of the lab imports this module

    shown = names if isinstance(names, Mapping) else {name: name for name in names}
    close = get_close_matches(text, shown, n=1)
    return f'did you mean "{shown[close[0]]}"?' if close else otherwise
