"""The published questions, read once for all tests of a process, from the compiled copy that the course reads too."""

from functools import cache

from statuslab.questions import Bank
from statuslab.storage.files import compiled_questions, data_folder
from statuslab.storage.published_bank import published_bank


@cache
def published_questions() -> Bank:
    bank, _ = published_bank(data_folder() / "questions", compiled_questions())
    return bank
