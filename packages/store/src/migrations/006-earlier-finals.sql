-- Final values that a run had when another sweep had it go on beyond its limit. The snapshot at that iteration may be gone: a run
-- that is as long from the beginning does not have it.
CREATE TABLE earlier_finals (
  run_id    INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  iteration INTEGER NOT NULL,              -- at which the run had ended
  metric_id INTEGER NOT NULL REFERENCES metrics (id),
  value     REAL,
  digest    INTEGER NOT NULL,              -- CRC-32 of trajectory_hash, arithmetic, iteration, the metric's name and value
  PRIMARY KEY (run_id, iteration, metric_id)
) STRICT, WITHOUT ROWID;
