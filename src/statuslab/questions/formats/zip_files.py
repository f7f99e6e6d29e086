"""Zip files, which spreadsheets and QTI packages are: read within bounds, written the same each time."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping

from statuslab.questions.formats.records import LARGEST, FormatMistake

MOST_FILES = 500
LARGEST_UNPACKED = 50_000_000


def unpacked(data: bytes) -> zipfile.ZipFile:
    """Open a zip file. Raises FormatMistake where it is none, cut off, or would unpack to too much."""
    if len(data) > LARGEST:
        raise FormatMistake(f"has {len(data):,} bytes, expected at most {LARGEST:,}; divide the file")
    if not data.startswith(b"PK"):
        raise FormatMistake("is no spreadsheet file; expected one that a spreadsheet program saved as .xlsx")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FormatMistake(f"is damaged or cut off ({str(error).strip('.')[:60]}); get the file once more") from None
    entries = archive.infolist()
    if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise FormatMistake(f"unpacks to more than {LARGEST_UNPACKED:,} bytes or {MOST_FILES} files; divide the file")
    return archive


def content(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return a file of an archive, None if there is none. Raises FormatMistake where it is damaged or too large."""
    try:
        with archive.open(name) as file:
            data = file.read(LARGEST_UNPACKED + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, NotImplementedError) as error:
        raise FormatMistake(f"is damaged at {name} ({str(error)[:60]}); get the file once more") from None
    if len(data) > LARGEST_UNPACKED:
        raise FormatMistake(f"unpacks to more than {LARGEST_UNPACKED:,} bytes; divide the file")
    return data


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip file of these files. The same files give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
