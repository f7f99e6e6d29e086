"""Reading XML that anybody may have written: no entities, no document types, bounded in size and depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from statuslab.questions.formats.records import LARGEST, FormatMistake

DEEPEST = 60
MOST_ELEMENTS = 300_000


def parsed(data: bytes) -> Element:
    """Return the root of a document. Raises FormatMistake."""
    if len(data) > LARGEST:
        raise FormatMistake(f"has {len(data):,} bytes, expected at most {LARGEST:,}; divide the file")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise FormatMistake("has a document type or entities, which are not read; save it without them") from None
    except ParseError as error:
        line, _ = error.position
        raise FormatMistake(f"line {line}: is no XML ({re.sub(r': line .*', '', str(error))})") from None
    except (ValueError, LookupError) as error:  # an encoding that is unknown or does not fit
        raise FormatMistake(f"is no XML that can be read ({' '.join(str(error).split())[:100]})") from None
    _check_size(root)
    return root


def _check_size(root: Element) -> None:
    level, count, depth = [root], 1, 1
    while level := [child for element in level for child in element]:
        count, depth = count + len(level), depth + 1
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise FormatMistake(f"has more than {MOST_ELEMENTS:,} elements, or {DEEPEST} within each other; divide it")
