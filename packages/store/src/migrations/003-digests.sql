-- Digests: whether rows are still what was written. What an earlier version has written has none (NULL), and is not checked.
CREATE TABLE run_digests (
  run_id INTEGER PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE,
  points BLOB,  -- for each of its metrics, little-endian: last iteration (float64), metric_id, number of points and CRC-32 (uint32)
  record INTEGER  -- CRC-32 of its rows in runs, finals and events once it has ended; NULL before
) STRICT;
INSERT INTO run_digests SELECT id, NULL, NULL FROM runs;

CREATE TABLE sweep_digests (
  sweep_id INTEGER PRIMARY KEY REFERENCES sweeps (id) ON DELETE CASCADE,
  record   INTEGER  -- CRC-32 of its rows in sweeps, sweep_runs and tags; NULL while it is running
) STRICT;
INSERT INTO sweep_digests SELECT id, NULL FROM sweeps;

ALTER TABLE metrics ADD COLUMN digest INTEGER;  -- CRC-32 of name, unit and description

-- CRC-32 of what is known when it starts, to which that of its end is added.
ALTER TABLE attempts ADD COLUMN digest INTEGER;

-- The latest states of a run, two at most: where one is damaged, the run goes on from the one before.
CREATE TABLE new_checkpoints (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,
  state     BLOB NOT NULL,
  -- 1: the snapshot at `iteration` is there because the run ended; a run that goes on from here does not keep it.
  end_only  INTEGER NOT NULL DEFAULT 0,
  digest    INTEGER,  -- CRC-32 of trajectory_hash, arithmetic, iteration, end_only and state
  PRIMARY KEY (run_id, iteration)
) STRICT, WITHOUT ROWID;
INSERT INTO new_checkpoints (run_id, iteration, state, end_only) SELECT run_id, iteration, state, end_only FROM checkpoints;
DROP TABLE checkpoints;
ALTER TABLE new_checkpoints RENAME TO checkpoints;
