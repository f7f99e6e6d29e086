"""A clock for tests: it moves by hand and by its own sleeps, and no test waits."""

NOON = 1_795_338_000.0


class StoppedClock:
    def __init__(self):
        self.time = NOON
        self.naps = []

    def now(self):
        return self.time

    def real(self, seconds):
        return seconds

    async def sleep(self, seconds):
        self.naps.append(seconds)
        self.time += seconds
