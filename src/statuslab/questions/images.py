"""The images of questions: read from beside a file of questions, checked, and kept inside the question."""

from __future__ import annotations

import base64
import hashlib
import re
import warnings
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from statuslab.errors import LabError
from statuslab.extras import require
from statuslab.questions import markup
from statuslab.questions.doubts import texts_of
from statuslab.questions.forms import Flaw

TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}
LARGEST = 1_000_000  # bytes; every phone of a class loads it
MOST_PIXELS = 4096  # on a side
_ELSEWHERE = re.compile(r"^[a-z]+:|^//", re.IGNORECASE)


class ImageMistake(LabError):
    """What is wrong with an image, in words that begin with its name."""


def embedded(record: Any, folder: Path) -> tuple[Any, tuple[tuple[str, str], ...], tuple[Flaw, ...]]:
    """Return a record with the images that its texts name: the record, name and data URI of each, and what is wrong.

    In the record that is returned an image has a name of its own, which changes with its content.
    """
    if not isinstance(record, Mapping):
        return record, (), ()
    found: dict[str, tuple[str, str]] = {}
    flaws: list[Flaw] = []
    for path, text in texts_of(record):
        for words, name in markup.images(text):
            try:
                found[name] = found.get(name) or _read(name, words, folder)
            except ImageMistake as mistake:
                flaws.append((path, str(mistake)))
    if not found:
        return record, (), tuple(flaws)
    renamed = _renamed(record, {name: unique for name, (unique, _) in found.items()})
    return renamed, tuple(sorted(dict(found.values()).items())), tuple(flaws)


def data_uri(data: bytes, name: str) -> str:
    """Return an image as a data URI. Raises ImageMistake where it is none that a browser shows, or too large."""
    if len(data) > LARGEST:
        raise ImageMistake(f"{name} has {len(data):,} bytes, expected at most {LARGEST:,}; make the image smaller")
    return f"data:{_type(data, name)};base64,{base64.b64encode(data).decode()}"


def content(uri: str) -> bytes:
    """Return the bytes of an image from its data URI."""
    return base64.b64decode(uri.partition(",")[2])


def unique_name(name: str, data: bytes) -> str:
    """Return a name for an image that no other content has."""
    stem = re.sub(r"[^A-Za-z0-9_.-]+", "-", Path(name).stem).strip("-.")[:40] or "image"
    stem = re.sub(r"-[0-9a-f]{8}$", "", stem)  # of a file that was exported by this course
    return f"{stem}-{hashlib.sha256(data).hexdigest()[:8]}{Path(name).suffix.lower()}"


def _read(name: str, words: str, folder: Path) -> tuple[str, str]:
    if not words:
        raise ImageMistake(f"{name} has no words for people who cannot see it; write ![what it shows]({name})")
    if _ELSEWHERE.match(name):
        raise ImageMistake(f"{name} is elsewhere; a class loads nothing from other sites, so save it beside this file")
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ImageMistake(f"{name} is outside the folder of this file; put a copy beside the file")
        if not path.is_file():
            raise ImageMistake(f"no image {name} beside this file")
        if (size := path.stat().st_size) > LARGEST:
            raise ImageMistake(f"{name} has {size:,} bytes, expected at most {LARGEST:,}; make the image smaller")
        data = path.read_bytes()
    except (OSError, RuntimeError, ValueError) as error:
        raise ImageMistake(f"{name} cannot be read ({getattr(error, 'strerror', None) or error})") from None
    return unique_name(name, data), data_uri(data, name)


def _type(data: bytes, name: str) -> str:
    require("a question with an image", "PIL")
    from PIL import Image  # only where there are images

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large images, which are refused below
            with Image.open(BytesIO(data), formats=tuple(TYPES)) as image:
                width, height, kind = *image.size, TYPES[image.format or ""]
    except Exception:  # Pillow raises many kinds for a damaged file
        kinds = "PNG, JPEG, GIF or WebP"
        raise ImageMistake(
            f"{name} is no {kinds}, or damaged; open it in an image program and save it as PNG"
        ) from None
    if max(width, height) > MOST_PIXELS:
        raise ImageMistake(
            f"{name} is {width} by {height} pixels, expected at most {MOST_PIXELS} on a side; make it smaller"
        )
    return kind


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return markup.with_images(value, lambda name: names.get(name, name))
    if isinstance(value, list):
        return [_renamed(part, names) for part in value]
    return {key: _renamed(part, names) for key, part in value.items()} if isinstance(value, Mapping) else value
