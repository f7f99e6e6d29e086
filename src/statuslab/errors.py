"""The error that users of the course are meant to read."""


class LabError(Exception):
    """One clear line for the user: what was found, what was expected, what to do."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows instead of a traceback."""
        return [f"statuslab: {self}"]
