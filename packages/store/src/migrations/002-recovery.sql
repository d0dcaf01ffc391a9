-- Numbers of runs and sweeps are not given again once theirs are deleted: a process that still has an old one must not
-- write into another's.
CREATE TABLE new_sweeps (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,               -- name of the definition it was planned from
  preset      TEXT NOT NULL,
  spec        TEXT NOT NULL CHECK (json_valid(spec)),  -- the definition with its overrides applied
  spec_hash   TEXT NOT NULL UNIQUE,
  status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
  created_at  TEXT NOT NULL,
  finished_at TEXT
) STRICT;
INSERT INTO new_sweeps SELECT * FROM sweeps;
DROP TABLE sweeps;
ALTER TABLE new_sweeps RENAME TO sweeps;
CREATE INDEX sweeps_by_name ON sweeps (name);

CREATE TABLE new_runs (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  config          TEXT NOT NULL CHECK (json_valid(config)),
  trajectory_hash TEXT NOT NULL,
  arithmetic      TEXT NOT NULL,
  seed            INTEGER NOT NULL,
  status          TEXT NOT NULL DEFAULT 'pending'
                  CHECK (status IN ('pending', 'running', 'done', 'diverged', 'failed', 'cancelled')),
  engine          TEXT,
  device          TEXT,
  iterations      INTEGER NOT NULL DEFAULT 0,  -- applied when it ended; while it goes on, of the last snapshot kept
  stop_reason     TEXT,
  error           TEXT,
  started_at      TEXT,
  finished_at     TEXT,
  wall_ms         REAL NOT NULL DEFAULT 0,     -- summed over the attempts that built the trajectory
  attempts        INTEGER NOT NULL DEFAULT 0,
  UNIQUE (trajectory_hash, arithmetic)
) STRICT;
INSERT INTO new_runs SELECT * FROM runs;
DROP TABLE runs;
ALTER TABLE new_runs RENAME TO runs;
CREATE INDEX runs_by_status ON runs (status);

-- Attempts keep their own message: a run that is tried again must not lose why it failed before.
ALTER TABLE attempts ADD COLUMN error TEXT;

-- 1: the snapshot at `iteration` is there because the run ended; a run that goes on from here does not keep it.
ALTER TABLE checkpoints ADD COLUMN end_only INTEGER NOT NULL DEFAULT 0;

-- Leases are measured by the machine's monotonic clock, which setting the time does not move. Those of an earlier version
-- end here: whoever holds one is told at its next write.
DROP TABLE leases;
CREATE TABLE leases (
  run_id             INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  attempt            INTEGER NOT NULL,
  pid                INTEGER NOT NULL,
  process_started_at INTEGER,              -- clock ticks after boot, from /proc/PID/stat; NULL where there is none
  pid_namespace      TEXT,                 -- processes see each other within one; NULL where there is none
  boot_id            TEXT,                 -- of the machine, since it was started; NULL where it is not told
  renewed_ms         REAL NOT NULL,        -- monotonic clock of the machine
  lease_ms           REAL NOT NULL         -- how long it holds from then on
) STRICT;

CREATE TABLE tags (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  tag      TEXT NOT NULL,
  PRIMARY KEY (sweep_id, tag)
) STRICT, WITHOUT ROWID;

CREATE INDEX tags_by_name ON tags (tag);
