-- What the cells of a sweep's parts are. Until now a cell's number was all that was kept: its place in the grid that the
-- specification names. Cells of sweeps that are here already are filled in by fillCells.ts.
CREATE TABLE cells (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  part     TEXT NOT NULL,
  cell     INTEGER NOT NULL,               -- as in sweep_runs
  name     TEXT NOT NULL,                  -- of an axis: a path in the configuration, 'init.std'
  value    ANY NOT NULL,                   -- number or text; true, false and lists are JSON text
  PRIMARY KEY (sweep_id, part, cell, name)
) STRICT, WITHOUT ROWID;

-- An attempt may end as `paused`.
CREATE TABLE new_attempts (
  run_id     INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  number     INTEGER NOT NULL,             -- from 1
  lane       TEXT NOT NULL,
  host       TEXT NOT NULL,
  device     TEXT NOT NULL,
  engine     TEXT NOT NULL,
  versions   TEXT NOT NULL CHECK (json_valid(versions)),
  git_sha    TEXT,
  started_at TEXT NOT NULL,
  ended_at   TEXT,
  outcome    TEXT CHECK (outcome IN ('done', 'diverged', 'failed', 'cancelled', 'interrupted', 'paused', 'lost')),
  error      TEXT,
  digest     INTEGER,  -- CRC-32 of what is known when it starts, to which that of its end is added
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;
INSERT INTO new_attempts (run_id, number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error, digest)
  SELECT run_id, number, lane, host, device, engine, versions, git_sha, started_at, ended_at, outcome, error, digest FROM attempts;
DROP TABLE attempts;
ALTER TABLE new_attempts RENAME TO attempts;
