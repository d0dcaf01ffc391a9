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
