"""The one error a person is meant to read: no rule and no file of the course lives here."""


class LabError(Exception):
    """One clear line for the person at the keyboard: what was met, what was expected, what to do."""
