"""One sheet of texts as an .xlsx file (ECMA-376): enough to read and write a table of questions."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from statuslab.questions.formats.records import FormatMistake
from statuslab.questions.formats.safe_xml import parsed
from statuslab.questions.formats.zip_files import content, packed, unpacked

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
MOST_ROWS, MOST_COLUMNS = 20_000, 200


def rows_of(data: bytes) -> dict[int, dict[int, str]]:
    """Return the texts of the first sheet by row and column, both from 1. Raises FormatMistake."""
    archive = unpacked(data)

    def part(name: str) -> Element | None:
        found = content(archive, name)
        return None if found is None else parsed(found)

    book = part("xl/workbook.xml")
    if book is None:
        raise FormatMistake("is a zip file, but no spreadsheet; expected one that a spreadsheet program saved as .xlsx")
    sheet = part(_first_sheet(book, part("xl/_rels/workbook.xml.rels")))
    if sheet is None:
        raise FormatMistake("has no sheet that can be read; save it as .xlsx once more")
    strings = part("xl/sharedStrings.xml")
    shared = [] if strings is None else [_text(each) for each in strings.findall(f"{{{_MAIN}}}si")]
    found: dict[int, dict[int, str]] = {}
    for cell in sheet.iter(f"{{{_MAIN}}}c"):
        place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell.get("r", ""))
        if place is None:
            continue
        row, column = int(place[2]), _number(place[1])
        if row <= MOST_ROWS and column <= MOST_COLUMNS and (value := _value(cell, shared)):
            found.setdefault(row, {})[column] = value
    return found


def _first_sheet(book: Element, relations: Element | None) -> str:
    first = book.find(f"{{{_MAIN}}}sheets/{{{_MAIN}}}sheet")
    wanted = first.get(f"{{{_OFFICE}}}id") if first is not None else None
    for relation in relations if relations is not None else ():
        if relation.get("Id") == wanted:
            return posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
    return "xl/worksheets/sheet1.xml"


def _value(cell: Element, shared: Sequence[str]) -> str:
    kind, value = cell.get("t", "n"), cell.findtext(f"{{{_MAIN}}}v") or ""
    if kind == "inlineStr":
        inline = cell.find(f"{{{_MAIN}}}is")
        return _text(inline).strip() if inline is not None else ""
    if kind == "s":
        return shared[int(value)].strip() if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, "")
    return re.sub(r"\.0+$", "", value.strip())


def _text(node: Element) -> str:
    """The text of a string with its runs, without what says how it is pronounced."""
    runs = [
        node.findtext(f"{{{_MAIN}}}t") or "",
        *(run.findtext(f"{{{_MAIN}}}t") or "" for run in node.findall(f"{{{_MAIN}}}r")),
    ]
    return "".join(runs)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def written(name: str, rows: Mapping[int, Mapping[int, str | int]], widths: Sequence[int] = ()) -> bytes:
    """Return a file with one sheet of texts and numbers. A text is never a formula."""
    sheet = Element("worksheet", xmlns=_MAIN)
    if widths:
        columns = SubElement(sheet, "cols")
        for place, width in enumerate(widths, 1):
            SubElement(columns, "col", min=str(place), max=str(place), width=str(width), customWidth="1")
    data = SubElement(sheet, "sheetData")
    for row in sorted(rows):
        line = SubElement(data, "row", r=str(row))
        for column in sorted(rows[row]):
            value = rows[row][column]
            cell = SubElement(line, "c", r=f"{_letters(column)}{row}")
            if isinstance(value, int):
                SubElement(cell, "v").text = str(value)
                continue
            cell.set("t", "inlineStr")
            text = SubElement(SubElement(cell, "is"), "t", {"xml:space": "preserve"})
            text.text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd", value)
    book = Element("workbook", {"xmlns": _MAIN, "xmlns:r": _OFFICE})
    SubElement(SubElement(book, "sheets"), "sheet", {"name": name, "sheetId": "1", "r:id": "rId1"})
    types = Element("Types", xmlns=f"{_PACKAGE}/content-types")
    SubElement(
        types, "Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml"
    )
    SubElement(types, "Default", Extension="xml", ContentType="application/xml")
    SubElement(types, "Override", PartName="/xl/workbook.xml", ContentType=f"{_TYPE}.sheet.main+xml")
    SubElement(types, "Override", PartName="/xl/worksheets/sheet1.xml", ContentType=f"{_TYPE}.worksheet+xml")
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return packed({path: tostring(part, encoding="UTF-8", xml_declaration=True) for path, part in parts.items()})


def _relation(kind: str, target: str) -> Element:
    relations = Element("Relationships", xmlns=f"{_PACKAGE}/relationships")
    SubElement(relations, "Relationship", Id="rId1", Type=f"{_OFFICE}/{kind}", Target=target)
    return relations
