"""ranksweep for Python programs: one file, which needs nothing but Python 3.9.

In a program that ranksweep runs:

    import ranksweep

    p = ranksweep.parameters(lr=0.1, width=64)  # what the sweep says; these where it says nothing
    for iteration in range(1000):
        loss = ...
        ranksweep.report(iteration, train_loss=loss)

The same program runs by itself, too: it then has the parameters that stand there, and prints what it reports.

In a notebook:

    ranksweep.runs("results/ranksweep.db", sweep="lr-sweep")
    ranksweep.trajectory("results/ranksweep.db", run=13).plot(x="iteration", y="train_loss")

Readers give pandas frames where pandas is installed, and lists of dicts elsewhere, or where `frame=False`. They only read.
"""

from __future__ import annotations

import difflib
import importlib.util
import json
import math
import os
import re
import sqlite3
import sys
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, TextIO, Union

__all__ = [
    "checkpoint",
    "finals",
    "last_checkpoint",
    "parameters",
    "Parameters",
    "report",
    "run_dir",
    "run_name",
    "runs",
    "seed",
    "trajectory",
]

# ---------------------------------------------------------------------------------------------------------------------
# In a program
# ---------------------------------------------------------------------------------------------------------------------


class Parameters(Dict[str, Any]):
    """A dict whose keys are attributes, too: `p.lr` is `p["lr"]`. Dicts in it are of this class as well."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            known = ", ".join(self) or "none"
            raise AttributeError(f"expected a parameter, found {name!r}; there are: {known}") from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


def _as_parameters(value: Any) -> Any:
    if isinstance(value, dict):
        return Parameters((key, _as_parameters(inner)) for key, inner in value.items())
    return [_as_parameters(item) for item in value] if isinstance(value, list) else value


def parameters(**defaults: Any) -> Parameters:
    """The parameters of this run. What ranksweep gives stands above the defaults, which alone count outside of it."""
    text = os.environ.get("RANKSWEEP_PARAMETERS")
    given = {} if text is None else json.loads(text)
    if not isinstance(given, dict):
        raise ValueError(f"RANKSWEEP_PARAMETERS: expected a JSON object, found {text!r}")
    return _as_parameters({**defaults, **given})


def seed(default: int = 0) -> int:
    """The seed of this run, or `default` outside of ranksweep."""
    text = os.environ.get("RANKSWEEP_SEED")
    return default if text is None else int(text)


def run_name(default: str = "run") -> str:
    """What the sweep calls this run, such as `lr=0.1,width=64,seed=0`: fit for a file's name."""
    return os.environ.get("RANKSWEEP_RUN_NAME", default)


def run_dir() -> Path:
    """The folder of this run, which outlives its attempts; the working directory outside of ranksweep."""
    return Path(os.environ.get("RANKSWEEP_RUN_DIR", "."))


def last_checkpoint() -> Optional[str]:
    """What an earlier attempt of this run said last of a checkpoint, as text; None where it said nothing."""
    return os.environ.get("RANKSWEEP_CHECKPOINT")


def report(iteration: int, **metrics: Optional[float]) -> None:
    """A snapshot: the values of some metrics at an iteration. NaN and infinities are values like any other."""
    _send({"iteration": int(iteration), **metrics})


def checkpoint(iteration: int, path: Union[str, "os.PathLike[str]"] = "checkpoint") -> None:
    """Says that the program has saved its state, and could go on from this iteration. Save first, then say it."""
    _send({"checkpoint": os.fspath(path), "iteration": int(iteration)})


def _send(values: Dict[str, Any]) -> None:
    # A line is one write, so that it stays whole whatever else the program prints.
    channel = _channel()
    channel.write(json.dumps(values, default=_plain) + "\n")
    channel.flush()


_opened: Dict[int, TextIO] = {}


def _channel() -> TextIO:
    text = os.environ.get("RANKSWEEP_METRICS_FD")
    if text is None:
        return sys.stdout
    descriptor = int(text)
    if descriptor not in _opened:
        _opened[descriptor] = os.fdopen(descriptor, "w", encoding="utf-8", newline="\n", closefd=False)
    return _opened[descriptor]


def _plain(value: Any) -> Any:
    """What a number of NumPy, PyTorch or JAX is as a number of Python."""
    if hasattr(value, "item"):
        return value.item()
    return float(value)


# ---------------------------------------------------------------------------------------------------------------------
# Readers of a database
# ---------------------------------------------------------------------------------------------------------------------

Row = Dict[str, Any]

_APPLICATION_ID = 0x726B7377
#: The version of the schema that has the tables and columns that are read here.
_OLDEST_VERSION = 7

Database = Union[str, "os.PathLike[str]"]
Sweep = Union[int, str, None]


def runs(db: Database, sweep: Sweep = None, *, frame: Optional[bool] = None) -> Any:
    """A row for each run: its number, name, part, seed, status, how it ended, and its parameters by key.

    :param sweep: a sweep's number, or its address, as commands take it: "sweep:4"; "tune", the newest of this name; "tune@2", the one
        before it; "tag:final". Default: all runs of the database
    :param frame: whether a pandas frame is wanted. Default: where pandas is installed
    """
    with _open(db) as connection:
        rows = _runs(connection, sweep)
        _add_values(rows, connection.execute("SELECT run_id, name, value FROM params"))
    return _given(rows, frame)


def finals(db: Database, sweep: Sweep = None, *, frame: Optional[bool] = None) -> Any:
    """A row for each run: its number and name, and the last value of each metric. Parameters as in `runs`."""
    with _open(db) as connection:
        rows = [{key: row[key] for key in ("run", "name")} for row in _runs(connection, sweep)]
        _add_values(rows, connection.execute("SELECT run_id, metric, coalesce(value, 'nan') FROM final"), float)
    return _given(rows, frame)


def trajectory(
    db: Database, run: int, metric: Union[str, Iterable[str], None] = None, *, frame: Optional[bool] = None
) -> Any:
    """A row for each iteration that was recorded of a run, with the values of its metrics.

    :param metric: the name of a metric, or several. Default: all
    """
    wanted = None if metric is None else [metric] if isinstance(metric, str) else list(metric)
    with _open(db) as connection:
        if connection.execute("SELECT 1 FROM runs WHERE id = ?", [int(run)]).fetchone() is None:
            raise ValueError(f"{os.fspath(db)}: expected a run, found no run {run}")
        points = connection.execute(
            "SELECT iteration, metric, value FROM trajectory WHERE run_id = ? ORDER BY iteration", [int(run)]
        ).fetchall()
    names = list(dict.fromkeys(name for _, name, _ in points))
    unknown = [name for name in wanted or [] if name not in names]
    if unknown:
        there = _nearest(unknown[0], names) or f"there are: {', '.join(names)}"
        raise ValueError(f"{os.fspath(db)}: expected a metric of run {run}, found {unknown[0]!r}; {there}")
    rows: Dict[int, Row] = {}
    for iteration, name, value in points:
        if wanted is None or name in wanted:
            rows.setdefault(iteration, {"iteration": iteration})[name] = math.nan if value is None else value
    return _given(list(rows.values()), frame)


def _runs(connection: sqlite3.Connection, sweep: Sweep) -> List[Row]:
    columns = "runs.id AS run, {name} AS name, {part} AS part, seed, {status} AS status, iterations, stop_reason, error, wall_ms"
    if sweep is None:
        sql = f"SELECT {columns.format(name='NULL', part='NULL', status='status')} FROM runs ORDER BY runs.id"
        return _rows(connection.execute(sql))
    number = _sweep_number(connection, sweep)
    status = "CASE WHEN skipped.run_id IS NULL THEN status ELSE 'skipped' END"
    sql = f"""SELECT {columns.format(name="sweep_runs.run_name", part="part", status=status)} FROM sweep_runs
        JOIN runs ON runs.id = sweep_runs.run_id
        LEFT JOIN skipped ON skipped.run_id = runs.id AND skipped.sweep_id = sweep_runs.sweep_id
        WHERE sweep_runs.sweep_id = ? ORDER BY part, cell, seed, runs.id"""
    return _rows(connection.execute(sql, [number]))


def _sweep_number(connection: sqlite3.Connection, sweep: Union[int, str]) -> int:
    found = _sweeps_at(connection, sweep)
    if len(found) == 1:
        return found[0]
    sweeps = dict(connection.execute("SELECT id, name FROM sweeps ORDER BY id"))
    if found:
        several = ", ".join(f"sweep:{number} ({sweeps[number]})" for number in found)
        raise ValueError(f"expected one sweep, found {len(found)} for {sweep!r}: {several}")
    known = ", ".join(f"{number} ({name})" for number, name in sweeps.items()) or "none"
    there = _nearest(str(sweep), sweeps.values()) or f"there are: {known}"
    raise ValueError(f"expected a sweep, found {sweep!r}; {there}")


def _sweeps_at(connection: sqlite3.Connection, sweep: Union[int, str]) -> List[int]:
    """The sweeps of an address, which means the same here as to every command; oldest first."""

    def ids(sql: str, *values: Any) -> List[int]:
        return [row[0] for row in connection.execute(sql, values)]

    text = str(sweep)
    number = re.fullmatch(r"(?:sweep:)?(\d+)", text)
    if number:
        return ids("SELECT id FROM sweeps WHERE id = ?", int(number[1]))
    by_tag = "SELECT sweep_id FROM tags WHERE tag = ? ORDER BY sweep_id"
    if text.startswith("tag:"):
        return ids(by_tag, text[len("tag:") :])
    by_name = "SELECT id FROM sweeps WHERE name = ? ORDER BY id DESC LIMIT 1 OFFSET ?"
    place = re.fullmatch(r"(.+)@([1-9]\d*)", text, re.DOTALL)
    if place:
        return ids(by_name, place[1], int(place[2]) - 1)
    return sorted({*ids(by_name, text, 0), *ids(by_tag, text)})


def _nearest(name: str, names: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(names), 1)
    return f"did you mean {near[0]}?" if near else ""


def _rows(cursor: sqlite3.Cursor) -> List[Row]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, values)) for values in cursor]


def _add_values(rows: List[Row], values: Iterable[Any], convert: Any = lambda value: value) -> None:
    by_run: Dict[int, List[Row]] = {}
    for row in rows:
        by_run.setdefault(row["run"], []).append(row)
    for run, name, value in values:
        for row in by_run.get(run, []):
            # A parameter may be called as a column is: the seed is.
            row.setdefault(name, convert(value))


class _Closing:
    """A connection that is closed at the end of a `with`, which Python's own is not."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> sqlite3.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _open(db: Database) -> _Closing:
    path = Path(os.fspath(db))
    if not path.is_file():
        raise FileNotFoundError(f"{path}: expected a database of ranksweep, found {'a folder' if path.is_dir() else 'no such file'}")
    if path.stat().st_size == 0:
        raise ValueError(f"{path}: expected a database of ranksweep, found an empty file: run a sweep first")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=30)
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.Error as error:
        raise ValueError(f"{path}: expected a database of ranksweep, found that SQLite cannot read it: {error}") from error
    if application != _APPLICATION_ID:
        connection.close()
        raise ValueError(f"{path}: expected a database of ranksweep, found one of another program")
    if version < _OLDEST_VERSION:
        connection.close()
        raise ValueError(
            f"{path}: expected version {_OLDEST_VERSION} of the database or later, found {version}; "
            f"`ranksweep list --db {path}` brings it up to date"
        )
    return _Closing(connection)


def _given(rows: List[Row], frame: Optional[bool]) -> Any:
    if frame is False or (frame is None and importlib.util.find_spec("pandas") is None):
        return rows
    import pandas

    return pandas.DataFrame(rows)
