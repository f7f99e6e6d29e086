"""What the course does today, written down as text, so that a change of behavior shows as a diff.

`tests/record.py` writes the files in `tests/recorded/`, and `tests/test_recorded.py` compares them with a fresh run.
A recorder gives pairs of a name and a text. It uses what a learner can use: the public functions, the command line and
the lab's address. What else is needed of the package is imported in `internals.py` and nowhere else.
"""
