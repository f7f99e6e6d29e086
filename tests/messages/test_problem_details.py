import json

from statuslab.messages.problem_details import encode_problem, problem_details


def test_problem_without_type_has_title_status_and_detail_in_this_order():
    assert list(problem_details(404, "Not Found", "no tea 99").items()) == [
        ("title", "Not Found"),
        ("status", 404),
        ("detail", "no tea 99"),
    ]


def test_problem_with_type_and_extensions_puts_the_type_first_and_the_extensions_last():
    details = problem_details(429, "Too fast", "wait", "/problems/too-fast", {"seconds": 3})
    assert list(details) == ["type", "title", "status", "detail", "seconds"]


def test_encoded_problem_is_one_line_of_ascii_that_reads_back():
    details = problem_details(400, "Bad Request", "a line\nand “quotes”")
    encoded = encode_problem(details)
    assert encoded.isascii()
    assert encoded.count(b"\n") == 1
    assert json.loads(encoded) == details
