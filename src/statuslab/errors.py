"""The one error a person is meant to read: no rule and no file of the course lives here."""


class LabError(Exception):
    """One clear line for the person at the keyboard: what was met, what was expected, what to do."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows instead of a traceback."""
        return [f"statuslab: {self}"]
