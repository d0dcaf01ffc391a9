-- The name of a run in a sweep, made of its axes: 'std=0.01,depth=3,seed=2'. Those of sweeps that are here already are filled in
-- by fillNames.ts.
ALTER TABLE sweep_runs ADD COLUMN run_name TEXT;

-- Runs that a sweep has not tried, by a rule for one of its axes. Another sweep may compute them all the same, and the run that
-- decided it may be tried again: see the view.
CREATE TABLE skips (
  sweep_id       INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  run_id         INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  because_run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,  -- the run that failed, or succeeded
  axis           TEXT NOT NULL,               -- a path in the configuration, 'init.std'
  rule           TEXT NOT NULL CHECK (rule IN ('larger-after-failure', 'smaller-after-failure', 'rest-after-success')),
  reason         TEXT NOT NULL,               -- a sentence
  PRIMARY KEY (sweep_id, run_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX skips_by_run ON skips (run_id);
CREATE INDEX skips_by_cause ON skips (because_run_id);

-- Those that are skipped now: nobody has computed them, and the other run still is what it was.
CREATE VIEW skipped AS
  SELECT sweep_id, run_id, because_run_id, axis, rule, reason
  FROM skips
  JOIN runs ON runs.id = skips.run_id AND runs.status = 'pending'
  JOIN runs AS cause ON cause.id = skips.because_run_id
    AND cause.status = CASE rule WHEN 'rest-after-success' THEN 'done' ELSE 'failed' END;
