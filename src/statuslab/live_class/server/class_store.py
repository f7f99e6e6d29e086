"""The class file: SQLite in WAL mode with synchronous=FULL, which stores what the session's effects say.

When `save` has returned, its items are on disk and may be acknowledged. One process opens a class at a time.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import IO, Any, Concatenate, ParamSpec, TypeVar

from statuslab.errors import LabError
from statuslab.live_class.events import (
    AnswerRecorded,
    Effect,
    HandsCounted,
    NoteChanged,
    Player,
    PlayerAttempt,
    PlayerChanged,
    SessionState,
    Settings,
    StateChanged,
    Vote,
)
from statuslab.live_class.server import tokens
from statuslab.live_class.session import ClassSession
from statuslab.live_class.states import PHASES, Phase
from statuslab.questions import Question
from statuslab.questions.compiled import question_of

P = ParamSpec("P")
T = TypeVar("T")

SCHEMA = 1
UNSAID = -1  # in the column `confidence`: the player did not say how sure they were
_FACTS = {"room", "secret", "settings", "clock", "created", "expires", "ended", "state"}  # of every class
_TABLES = """
CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS questions (place INTEGER PRIMARY KEY, question TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS players (
  player INTEGER PRIMARY KEY, name TEXT NOT NULL, first INTEGER NOT NULL, seed INTEGER NOT NULL,
  removed INTEGER NOT NULL, token TEXT NOT NULL UNIQUE, joined TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS logins (player INTEGER PRIMARY KEY REFERENCES players (player), login TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
  round INTEGER NOT NULL, vote INTEGER NOT NULL, player INTEGER NOT NULL REFERENCES players (player),
  choice TEXT NOT NULL, answer TEXT NOT NULL, confidence INTEGER NOT NULL, score REAL NOT NULL,
  right INTEGER NOT NULL, mistaken TEXT NOT NULL, seconds REAL NOT NULL, page TEXT NOT NULL, click INTEGER NOT NULL,
  clicks TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (player, round, vote)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS hands (
  round INTEGER NOT NULL, vote INTEGER NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (round, vote)) WITHOUT ROWID;
"""
# One statement for a whole batch, so that the writer thread takes the interpreter lock once and not for each row.
_COLUMNS = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(14))
_ANSWERS = f"INSERT OR REPLACE INTO answers SELECT {_COLUMNS} FROM json_each(?)"
_PLAYER = """
INSERT INTO players VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (player) DO UPDATE SET name = excluded.name, removed = excluded.removed
"""


@dataclass(frozen=True, slots=True)
class Item:
    """An effect to store, with the hash of the token if it is a new player."""

    effect: Effect
    token: str = ""


class WrongClassFile(LabError):
    """This is no class file, or one of another version: the message is whole, and names the file."""


class FileGone(sqlite3.OperationalError):
    """The class file was deleted or replaced while it was open, so what is written to it would be lost."""


def _telling(read: Callable[Concatenate[ClassFile, P], T]) -> Callable[Concatenate[ClassFile, P], T]:
    """Make one line of whatever reading a damaged class file raises."""

    @wraps(read)
    def reading(file: ClassFile, /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(file, *args, **kwargs)
        except WrongClassFile:
            raise
        except LabError as error:
            raise LabError(f"{file.path} is damaged ({error}); use a copy of it, or start a new class") from error
        except (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            why = " ".join(str(error).split()) or type(error).__name__
            raise LabError(f"{file.path} is damaged ({why}); use a copy of it, or start a new class") from error

    return reading


class ClassFile:
    """One class on disk. One thread writes; another may read what has been committed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files = path, path.with_name(f"{path.name}-wal")
        self._lock = _locked(path)
        try:
            path.touch(mode=0o600)  # students' names are private to this user
            self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_TABLES)
            self._reader = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._reader.execute("PRAGMA query_only = ON")
            self._identity = self._on_disk()
        except (sqlite3.Error, OSError, ValueError) as error:  # ValueError: its schema is no UTF-8
            self._lock.close()
            raise _no_class(path, error) from None

    # --- a new class

    def begin(
        self,
        room: str,
        secret: bytes,
        settings: Settings,
        questions: Iterable[Question],
        days: float,
        state: SessionState,
        notes: Mapping[str, str],
        more: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Store the settings, questions and notes of a new class, and `more` facts. Returns all its facts."""
        created = datetime.now(UTC)
        facts = {"schema": SCHEMA, "room": room, "secret": secret.hex(), "settings": asdict(settings), "clock": 0.0}
        facts |= {"created": timestamp(created), "expires": timestamp(created + timedelta(days=days)), "ended": None}
        facts |= {"state": _state_record(state), "notes": dict(notes), **(more or {})}
        with self._transaction():
            for key, value in facts.items():
                self._put(key, value)
            rows = ((place, _question_text(question)) for place, question in enumerate(questions))
            self._db.executemany("INSERT INTO questions VALUES (?, ?)", rows)
        return facts

    # --- writing

    def save(self, items: Iterable[Item], clock: float) -> None:
        """Write all items in one transaction; when this returns they are on disk. Raises sqlite3.Error, FileGone."""
        at = timestamp(datetime.now(UTC))
        items = tuple(items)
        answers = [(*_answer_row(item.effect.attempt), at) for item in items if isinstance(item.effect, AnswerRecorded)]
        with self._transaction():
            for item in items:
                self._save(item, at)
            if answers:
                self._db.execute(_ANSWERS, (json.dumps(answers),))
            self._put("clock", clock)

    def _save(self, item: Item, at: str) -> None:
        effect = item.effect
        if isinstance(effect, PlayerChanged):
            player = effect.player
            row = (player.number, player.name, player.first, player.seed, player.removed, item.token, at)
            self._db.execute(_PLAYER, row)
            if player.login:
                self._db.execute("INSERT OR IGNORE INTO logins VALUES (?, ?)", (player.number, player.login))
        elif isinstance(effect, HandsCounted):
            counts = json.dumps(effect.counts)
            self._db.execute("INSERT OR REPLACE INTO hands VALUES (?, ?, ?)", (effect.round, effect.vote, counts))
        elif isinstance(effect, StateChanged):
            self._put("state", _state_record(effect.state))
            self._put("ended", at if PHASES[effect.state.phase].ended else None)
        elif isinstance(effect, NoteChanged):
            self._put("notes", dict(effect.notes))

    # --- reading

    @_telling
    def facts(self) -> dict[str, Any]:
        """Room code, secret, settings, dates and clock. Raises LabError where this is not a class file."""
        facts = {key: json.loads(value) for key, value in self._reader.execute("SELECT key, value FROM facts")}
        if facts.get("schema") != SCHEMA:
            raise WrongClassFile(
                f"{self.path} holds no class of this version ({SCHEMA}); name another file or start a new class"
            )
        if missing := _FACTS - set(facts):
            raise KeyError(f"no {', '.join(sorted(missing))}")
        return facts

    @_telling
    def session(self, names: Mapping[int, str]) -> ClassSession:
        """The class as of the last commit."""
        facts = self.facts()
        rows = self._reader.execute("SELECT question FROM questions ORDER BY place")
        questions = tuple(_question(text) for (text,) in rows)
        settings, players = settings_from(facts["settings"]), self._players()
        answers, hands = self._answers()
        for (round, _), attempts in answers.items():
            if not 1 <= round <= len(questions) or not set(attempts) <= set(players):
                raise ValueError(f"answers of round {round} belong to no question or player")
            if not all(
                _fits(questions[round - 1], (*attempt.choice, *attempt.answer)) for attempt in attempts.values()
            ):
                raise ValueError(f"answers of round {round} name options that the question does not have")
        state = _state(facts["state"])
        named = (state.index, *state.revealed, *(state.queue or ()), *(vote.round - 1 for vote in state.votes))
        if not all(-1 <= index < len(questions) for index in named):
            raise ValueError(f"the class is at question {max(named) + 1} of {len(questions)}")
        notes = {str(question): str(note) for question, note in (facts.get("notes") or {}).items()}
        return ClassSession(questions, settings, names, state, players, answers, hands, notes)

    @_telling
    def tokens(self) -> dict[str, int]:
        """Player numbers by the hash of their token."""
        return dict(self._reader.execute("SELECT token, player FROM players"))

    @_telling
    def dates(self) -> tuple[dict[int, str], dict[tuple[int, int, int], str]]:
        """When each player joined, and when each answer (round, vote, player) was last changed."""
        joined = dict(self._reader.execute("SELECT player, joined FROM players"))
        rows = self._reader.execute("SELECT round, vote, player, at FROM answers")
        return joined, {(round, vote, player): at for round, vote, player, at in rows}

    @_telling
    def dates_of(self, player: int) -> dict[tuple[int, int], str]:
        """When each answer (round, vote) of one player was last changed."""
        rows = self._reader.execute("SELECT round, vote, at FROM answers WHERE player = ?", (player,))
        return {(round, vote): at for round, vote, at in rows}

    def close(self) -> None:
        """Close the connections, which merges the WAL into the file, and release the lock."""
        for connection in (self._reader, self._db):
            with suppress(sqlite3.Error):
                connection.close()
        self._lock.close()

    def _players(self) -> dict[int, Player]:
        logins = dict(self._reader.execute("SELECT player, login FROM logins"))
        rows = self._reader.execute("SELECT player, name, first, seed, removed FROM players")
        return {
            number: Player(number, name, first, seed, bool(gone), logins.get(number, ""))
            for number, name, first, seed, gone in rows
        }

    def _answers(
        self,
    ) -> tuple[dict[tuple[int, int], dict[int, PlayerAttempt]], dict[tuple[int, int], tuple[int, ...]]]:
        answers: dict[tuple[int, int], dict[int, PlayerAttempt]] = {}
        for row in self._reader.execute("SELECT * FROM answers"):
            attempt = _attempt(row)
            answers.setdefault((attempt.round, attempt.vote), {})[attempt.player] = attempt
        hands = self._reader.execute("SELECT round, vote, counts FROM hands")
        return answers, {(round, vote): tuple(json.loads(counts)) for round, vote, counts in hands}

    @_telling
    def put_fact(self, key: str, value: Any) -> None:
        """Store one more fact."""
        with self._transaction():
            self._put(key, value)

    def _put(self, key: str, value: Any) -> None:
        self._db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, json.dumps(value)))

    def _on_disk(self) -> tuple[tuple[int, int] | None, ...]:
        """Which files are at the paths of the class file and its WAL now: device and inode of each."""
        return tuple(map(_identity, self._files))

    def _check_on_disk(self) -> None:
        """Raise FileGone if the files that are open are not those at the paths any more."""
        if self._on_disk() != self._identity:
            raise FileGone(f"{self.path.name} was deleted or replaced while the class was running")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._check_on_disk()
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
            self._check_on_disk()  # once more: it may have gone meanwhile, and then nothing may be acknowledged
        except BaseException:
            with suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise


# --- Files of a folder --------------------------------------------------------------------------------------


def create(
    path: Path,
    room: str,
    settings: Settings,
    questions: Iterable[Question],
    days: float,
    state: SessionState,
    notes: Mapping[str, str],
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Write the file of a new class, to be deleted after `days`, and that of its host's token. Returns its facts, of
    which `more` are the caller's. Raises LabError.
    """
    file = ClassFile(path)
    try:
        facts = file.begin(room, tokens.new_secret(), settings, questions, days, state, notes, more)
        write_secret(host_path(path), tokens.new_token())
        return facts
    finally:
        file.close()


def class_path(folder: Path, room: str) -> Path:
    return folder / f"class-{room}.sqlite"


def lock_path(path: Path) -> Path:
    return path.with_suffix(".lock")


def host_path(path: Path) -> Path:
    """The file with the host's token, apart from the class file, which may be shared."""
    return path.with_suffix(".host")


def write_secret(path: Path, text: str) -> None:
    """Write a file that only its owner may read. Raises LabError where that fails."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise LabError(f"cannot write {path} ({error.strerror}); choose a folder you may write to") from None


def read_secret(path: Path) -> str:
    """The text of a secret file. Raises LabError where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError as error:
        raise LabError(
            f"cannot read {path} ({error.strerror}); to continue a class, keep the host's token file beside it"
        ) from None


def rooms(folder: Path) -> list[str]:
    """The codes of the classes in a folder."""
    return sorted(path.stem.removeprefix("class-") for path in folder.glob("class-*.sqlite"))


def delete(path: Path) -> None:
    """Delete all files of a class. Raises LabError where it is running."""
    _locked(path).close()
    for each in (
        path,
        *(path.with_name(path.name + end) for end in ("-wal", "-shm")),
        host_path(path),
        lock_path(path),
    ):
        each.unlink(missing_ok=True)


def expired(folder: Path, now: datetime) -> list[str]:
    """Return the codes of the classes of a folder that are past their date, by this clock."""
    found = []
    for path in sorted(folder.glob("class-*.sqlite")):
        with suppress(sqlite3.Error, OSError, ValueError, TypeError):
            if datetime.fromisoformat(expiry(path)) < now:
                found.append(path.stem.removeprefix("class-"))
    return found


def sweep(folder: Path, now: datetime) -> list[str]:
    """Delete the expired classes of a folder that are not running, and return their codes.

    Only at the host's word: a wall clock that is a month ahead tells of no month that has passed.
    """
    gone = []
    for room in expired(folder, now):
        with suppress(LabError):  # it is running
            delete(class_path(folder, room))
            gone.append(room)
    return gone


def expiry(path: Path) -> str:
    """When a class is to be deleted."""
    with closing(_reading(path)) as db:
        row = db.execute("SELECT value FROM facts WHERE key = 'expires'").fetchone()
    return str(json.loads(row[0])) if row else ""


def lifetime(path: Path) -> tuple[str, str | None]:
    """When a class was created, and when it ended or None."""
    with closing(_reading(path)) as db:
        rows = db.execute("SELECT key, value FROM facts WHERE key IN ('created', 'ended')")
        facts = {key: json.loads(value) for key, value in rows}
    return str(facts.get("created")), facts.get("ended")


def read_facts(path: Path) -> dict[str, Any]:
    """All facts of a class, also of one that is running. Raises LabError."""
    try:
        with closing(_reading(path)) as db:
            return {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM facts")}
    except (sqlite3.Error, OSError, ValueError) as error:
        raise _no_class(path, error) from None


def timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")


def _reading(path: Path) -> sqlite3.Connection:
    """A read-only connection. A class without a WAL file is not in use and is opened without creating one."""
    at_rest = not path.with_name(path.name + "-wal").exists()
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if at_rest else ''}", uri=True)


def _locked(path: Path) -> IO[str]:
    """Lock the class for this process."""
    try:
        return locked(lock_path(path))
    except BlockingIOError:
        raise LabError(f"the class in {path} is running already; stop it there, or use its address") from None
    except OSError as error:
        raise _no_class(path, error) from None


def locked(path: Path) -> IO[str]:
    """An open file that this process has for itself. Raises BlockingIOError where another has it, OSError.

    The system releases it when the process ends, even by a kill.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    lock = path.open("a", encoding="utf-8")
    try:
        import fcntl
    except ImportError:  # Windows has no flock; SQLite's own locks remain
        return lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _no_class(path: Path, error: Exception) -> LabError:
    why = getattr(error, "strerror", None) or error
    return LabError(f"cannot use {path} as a class file ({why}); choose a folder you may write to, or another file")


# --- Rows ---------------------------------------------------------------------------------------------------


def _answer_row(attempt: PlayerAttempt) -> tuple[Any, ...]:
    return (
        attempt.round,
        attempt.vote,
        attempt.player,
        json.dumps(attempt.choice),
        json.dumps(attempt.answer),
        UNSAID if attempt.confidence is None else attempt.confidence,
        attempt.score,
        int(attempt.right),
        json.dumps(attempt.mistaken),
        attempt.seconds,
        attempt.page,
        attempt.click,
        json.dumps(attempt.clicks),
    )


def _attempt(row: tuple[Any, ...]) -> PlayerAttempt:
    mistaken = json.loads(row[8])
    return PlayerAttempt(
        round=row[0],
        vote=row[1],
        player=row[2],
        choice=tuple(json.loads(row[3])),
        answer=tuple(json.loads(row[4])),
        confidence=None if row[5] == UNSAID else row[5],
        score=row[6],
        right=bool(row[7]),
        mistaken=tuple(mistaken) if mistaken else None,
        seconds=row[9],
        page=row[10],
        click=row[11],
        clicks=tuple((page, click) for page, click in json.loads(row[12])),
    )


def _question_text(question: Question) -> str:
    """All variants of a question, so that a class can be continued after the question bank has changed."""
    return json.dumps([_record(row) for row in question.rows])


def question_records(questions: Iterable[Question]) -> list[list[dict[str, Any]]]:
    """Questions as JSON values, each as the list of its variants; `question_from` reads one."""
    return [[_record(row) for row in question.rows] for question in questions]


def question_from(rows: Iterable[Mapping[str, Any]]) -> Question:
    """A question from the list of its variants."""
    found = tuple(map(question_of, rows))
    return replace(found[0], variants=found if len(found) > 1 else ())


def _record(row: Question) -> dict[str, Any]:
    return {name: value for name, value in asdict(row).items() if name not in ("vary", "variants")}


def _question(text: str) -> Question:
    return question_from(json.loads(text))


def _fits(question: Question, answer: Sequence[int]) -> bool:
    """Does an answer name only options that the question has? A typed number is no option."""
    return question.form == "number" or all(0 <= index < len(question.options) for index in answer)


def settings_from(record: Mapping[str, Any]) -> Settings:
    """Settings from their JSON value. Raises TypeError for unknown ones."""
    return Settings(**{**record, "teams": tuple(record.get("teams", ()))})


def _state_record(state: SessionState) -> dict[str, Any]:
    record = asdict(replace(state, before=None))
    record["bell"] = record.pop("deadline")  # the key in class files
    return record | {"before": None if state.before is None else _state_record(state.before)}


def _state(record: Mapping[str, Any]) -> SessionState:
    """A state from its record. Records of version 0.1 lack the later keys."""
    fields = {**record, "phase": Phase(record["phase"]), "revealed": tuple(record["revealed"])}
    fields["deadline"] = fields.pop("bell")
    fields["shown"] = tuple(record.get("shown", record["revealed"]))
    fields["votes"] = tuple(Vote(**each) for each in record.get("votes", ()))
    fields["queue"] = None if record.get("queue") is None else tuple(record["queue"])
    fields["points"] = tuple((int(index), float(points)) for index, points in record.get("points", ()))
    fields["before"] = None if record.get("before") is None else _state(record["before"])
    return SessionState(**fields)
