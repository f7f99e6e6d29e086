"""The published questions, read once for all tests of a process."""

from functools import cache

from statuslab.questions import Bank
from statuslab.questions.loader import load_bank
from statuslab.storage.files import data_folder


@cache
def published_questions() -> Bank:
    return load_bank(data_folder() / "questions")
