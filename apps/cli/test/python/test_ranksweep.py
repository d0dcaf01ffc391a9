"""Tests of ranksweep.py, which PYTHONPATH names. Those of readers need DATABASE, which skips.test.ts makes."""

import io
import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

import ranksweep

DATABASE = os.environ.get("DATABASE", "")


class Programs(unittest.TestCase):
    def test_parameters_of_the_sweep_stand_above_the_defaults(self) -> None:
        given = {"RANKSWEEP_PARAMETERS": '{"lr": 0.5, "model": {"width": 64}, "list": [{"a": 1}]}'}
        with mock.patch.dict(os.environ, given):
            p = ranksweep.parameters(lr=0.1, depth=3)
        self.assertEqual((p.lr, p.depth, p.model.width, p["model"]["width"], p.list[0].a), (0.5, 3, 64, 64, 1))
        with self.assertRaisesRegex(AttributeError, "expected a parameter, found 'width'; there are: lr, depth, model, list"):
            p.width

    def test_runs_by_itself(self) -> None:
        out = io.StringIO()
        with mock.patch.dict(os.environ, clear=True), redirect_stdout(out):
            self.assertEqual(ranksweep.parameters(lr=0.1), {"lr": 0.1})
            self.assertEqual((ranksweep.seed(), ranksweep.seed(7), ranksweep.run_dir(), ranksweep.run_name()), (0, 7, Path("."), "run"))
            self.assertIsNone(ranksweep.last_checkpoint())
            ranksweep.report(3, loss=0.5)
        self.assertEqual(json.loads(out.getvalue()), {"iteration": 3, "loss": 0.5})

    def test_reports_on_the_descriptor_that_ranksweep_names(self) -> None:
        program = (
            "import ranksweep\n"
            "class Number:\n  def item(self): return 2.5\n"
            "print('log')\n"
            "for i in range(20000): ranksweep.report(i, loss=float('nan'), top=float('inf'), own=Number(), none=None)\n"
            "ranksweep.checkpoint(9, 'state.pt')\n"
        )
        with tempfile.TemporaryFile() as lines:
            env = {**os.environ, "RANKSWEEP_METRICS_FD": str(lines.fileno()), "PYTHONPATH": os.path.dirname(ranksweep.__file__)}
            done = subprocess.run([sys.executable, "-c", program], env=env, pass_fds=[lines.fileno()], capture_output=True, text=True)
            lines.seek(0)
            sent = [json.loads(line) for line in lines.read().decode().splitlines()]
        self.assertEqual((done.stdout, done.stderr), ("log\n", ""))
        self.assertEqual(len(sent), 20001)
        self.assertEqual([sent[5]["iteration"], sent[5]["top"], sent[5]["own"], sent[5]["none"]], [5, math.inf, 2.5, None])
        self.assertTrue(math.isnan(sent[5]["loss"]))
        self.assertEqual(sent[-1], {"checkpoint": "state.pt", "iteration": 9})


@unittest.skipUnless(DATABASE, "no database")
class Readers(unittest.TestCase):
    def test_runs(self) -> None:
        rows = ranksweep.runs(DATABASE, "l", frame=False)
        self.assertEqual([row["name"] for row in rows], ["to=4,seed=0", "to=8,seed=0", "to=16,seed=0", "to=32,seed=0"])
        self.assertEqual([row["status"] for row in rows], ["done", "done", "failed", "skipped"])
        self.assertEqual(rows[0]["model.to"], 4)
        self.assertEqual(ranksweep.runs(DATABASE, 1, frame=False), rows)
        self.assertEqual([row["status"] for row in ranksweep.runs(DATABASE, frame=False)], ["done", "done", "failed", "pending"])

    def test_takes_the_addresses_of_commands(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            copy = os.path.join(folder, "copy.db")
            shutil.copy(DATABASE, copy)
            connection = sqlite3.connect(copy)
            connection.execute("CREATE TEMP TABLE added AS SELECT * FROM sweeps")
            connection.execute("UPDATE added SET id = 2, spec_hash = 'another'")
            connection.execute("INSERT INTO sweeps SELECT * FROM added")
            connection.execute("INSERT INTO tags VALUES (1, 'final'), (1, 'both'), (2, 'both')")
            connection.commit()
            connection.close()
            counts = {
                address: len(ranksweep.runs(copy, address, frame=False))
                for address in [1, "1", "sweep:1", "l@2", "tag:final", "final", 2, "sweep:2", "l", "l@1"]
            }
            self.assertEqual([address for address, count in counts.items() if count == 4], [1, "1", "sweep:1", "l@2", "tag:final", "final"])
            self.assertEqual([address for address, count in counts.items() if count == 0], [2, "sweep:2", "l", "l@1"])
            for address, message in [
                ("l@3", r"expected a sweep, found 'l@3'; "),
                ("sweep:9", r"expected a sweep, found 'sweep:9'; there are: 1 \(l\), 2 \(l\)"),
                ("tag:both", r"expected one sweep, found 2 for 'tag:both': sweep:1 \(l\), sweep:2 \(l\)"),
            ]:
                with self.assertRaisesRegex(ValueError, message):
                    ranksweep.runs(copy, address)

    def test_trajectory_and_finals(self) -> None:
        rows = ranksweep.trajectory(DATABASE, 1, frame=False)
        self.assertEqual(rows[0], {"iteration": 0, "count": 0})
        self.assertEqual(rows[-1], {"iteration": 20, "count": 4})
        self.assertEqual(ranksweep.trajectory(DATABASE, 1, ["count"], frame=False), rows)
        self.assertEqual(ranksweep.finals(DATABASE, frame=False)[1]["count"], 8)

    def test_says_what_is_wrong(self) -> None:
        for call, message in [
            (lambda: ranksweep.runs("no/such.db"), "no/such.db: expected a database of ranksweep, found no such file"),
            (lambda: ranksweep.runs(__file__), "expected a database of ranksweep, found that SQLite cannot read it"),
            (lambda: ranksweep.runs(DATABASE, "nope"), r"expected a sweep, found 'nope'; there are: 1 \(l\)"),
            (lambda: ranksweep.trajectory(DATABASE, 99), "expected a run, found no run 99"),
            (lambda: ranksweep.trajectory(DATABASE, 1, "loss"), r"expected a metric of run 1, found 'loss'; there are: count"),
            (lambda: ranksweep.trajectory(DATABASE, 1, "cuont"), r"expected a metric of run 1, found 'cuont'; did you mean count\?"),
        ]:
            with self.assertRaisesRegex((ValueError, FileNotFoundError), message):
                call()
        with tempfile.TemporaryDirectory() as folder:
            empty = os.path.join(folder, "empty.db")
            Path(empty).touch()
            with self.assertRaisesRegex(ValueError, "expected a database of ranksweep, found an empty file: run a sweep first"):
                ranksweep.runs(empty)
            other = os.path.join(folder, "other.db")
            connection = sqlite3.connect(other)
            connection.execute("CREATE TABLE a (b)")
            connection.close()
            with self.assertRaisesRegex(ValueError, "found one of another program"):
                ranksweep.runs(other)
            connection = sqlite3.connect(other)
            connection.execute(f"PRAGMA application_id = {0x726B7377}")
            connection.execute("PRAGMA user_version = 5")
            connection.close()
            with self.assertRaisesRegex(ValueError, "expected version 7 of the database or later, found 5; `ranksweep list"):
                ranksweep.runs(other)

    def test_only_reads(self) -> None:
        before = Path(DATABASE).read_bytes()
        ranksweep.finals(DATABASE)
        self.assertEqual(Path(DATABASE).read_bytes(), before)

    @unittest.skipIf(ranksweep.importlib.util.find_spec("pandas") is None, "no pandas")
    def test_frames(self) -> None:
        self.assertEqual(list(ranksweep.trajectory(DATABASE, 1).columns), ["iteration", "count"])


if __name__ == "__main__":
    unittest.main()
