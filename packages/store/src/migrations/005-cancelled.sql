-- A sweep may be `cancelled`: nothing of it is left to be computed, and some of its runs were cancelled.
CREATE TABLE new_sweeps (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,               -- name of the definition it was planned from
  preset      TEXT NOT NULL,
  spec        TEXT NOT NULL CHECK (json_valid(spec)),  -- the definition with its overrides applied
  spec_hash   TEXT NOT NULL UNIQUE,
  status      TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed', 'interrupted', 'cancelled')),
  created_at  TEXT NOT NULL,
  finished_at TEXT
) STRICT;
INSERT INTO new_sweeps SELECT * FROM sweeps;
-- Numbers of sweeps that were deleted are still not given again.
DELETE FROM sqlite_sequence WHERE name = 'new_sweeps';
INSERT INTO sqlite_sequence (name, seq) SELECT 'new_sweeps', seq FROM sqlite_sequence WHERE name = 'sweeps';
DROP TABLE sweeps;
ALTER TABLE new_sweeps RENAME TO sweeps;
CREATE INDEX sweeps_by_name ON sweeps (name);
