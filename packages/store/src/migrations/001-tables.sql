-- Names of tables, columns and views are public: scripts and notebooks read this file with any SQLite client.
-- Times are UTC, ISO 8601 text ('2025-01-31T12:00:00.000Z'), which SQLite's date functions read and which sorts as text.

CREATE TABLE sweeps (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,               -- name of the definition it was planned from
  preset      TEXT NOT NULL,
  spec        TEXT NOT NULL CHECK (json_valid(spec)),  -- the definition with its overrides applied
  spec_hash   TEXT NOT NULL UNIQUE,
  status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted')),
  created_at  TEXT NOT NULL,
  finished_at TEXT
) STRICT;

CREATE INDEX sweeps_by_name ON sweeps (name);

CREATE TABLE runs (
  id              INTEGER PRIMARY KEY,
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

CREATE INDEX runs_by_status ON runs (status);

CREATE TABLE sweep_runs (
  sweep_id INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  run_id   INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  part     TEXT NOT NULL,
  cell     INTEGER NOT NULL,               -- place in the part's grid, from 0
  PRIMARY KEY (sweep_id, part, cell, run_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX sweep_runs_by_run ON sweep_runs (run_id);

CREATE TABLE params (
  run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name   TEXT NOT NULL,                    -- path in the configuration: 'init.std'
  value  ANY,                              -- number or text; true is 1, false is 0; a list is JSON text
  PRIMARY KEY (run_id, name)
) STRICT, WITHOUT ROWID;

CREATE INDEX params_by_value ON params (name, value);

CREATE TABLE metrics (
  id          INTEGER PRIMARY KEY,
  name        TEXT NOT NULL UNIQUE,
  unit        TEXT NOT NULL DEFAULT '',
  description TEXT NOT NULL DEFAULT ''
) STRICT;

-- A value that is NULL was NaN; infinities are REAL infinities.
CREATE TABLE points (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  iteration INTEGER NOT NULL,
  value     REAL,
  PRIMARY KEY (run_id, metric_id, iteration)
) STRICT, WITHOUT ROWID;

CREATE TABLE finals (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  value     REAL,
  PRIMARY KEY (run_id, metric_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX finals_by_value ON finals (metric_id, value);

CREATE TABLE events (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  subject   TEXT NOT NULL,                 -- the metric concerned
  value     REAL
) STRICT;

CREATE INDEX events_by_run ON events (run_id, iteration);

CREATE TABLE attempts (
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
  outcome    TEXT CHECK (outcome IN ('done', 'diverged', 'failed', 'cancelled', 'interrupted', 'lost')),
  PRIMARY KEY (run_id, number)
) STRICT, WITHOUT ROWID;

-- What a run needs to go on: its parameters and optimizer state at the latest iteration saved.
CREATE TABLE checkpoints (
  run_id    INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  state     BLOB NOT NULL
) STRICT;

-- A row here means that an attempt may write its run.
CREATE TABLE leases (
  run_id             INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  attempt            INTEGER NOT NULL,
  pid                INTEGER NOT NULL,
  process_started_at INTEGER,              -- clock ticks after boot, from /proc/PID/stat; NULL where there is none
  expires_at         TEXT NOT NULL
) STRICT;

CREATE VIEW trajectory AS
  SELECT points.run_id, metrics.name AS metric, points.iteration, points.value
  FROM points JOIN metrics ON metrics.id = points.metric_id;

CREATE VIEW final AS
  SELECT finals.run_id, metrics.name AS metric, finals.value
  FROM finals JOIN metrics ON metrics.id = finals.metric_id;
