-- What a search has tried, in the order in which it was suggested. A trial is a cell of its part: the table cells has its values, and
-- sweep_runs its runs, one for each seed. Trials that were suggested twice share a cell.
CREATE TABLE trials (
  sweep_id  INTEGER NOT NULL REFERENCES sweeps (id) ON DELETE CASCADE,
  part      TEXT NOT NULL,
  number    INTEGER NOT NULL,                -- from 0
  cell      INTEGER NOT NULL,
  state     TEXT NOT NULL CHECK (state IN ('running', 'done', 'diverged', 'pruned', 'failed')),
  objective REAL,                            -- over its seeds; NULL until all have ended, and where it is no number
  rung      INTEGER,                         -- the iteration at which it was pruned, or which it has passed; NULL without a pruner
  PRIMARY KEY (sweep_id, part, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX trials_by_cell ON trials (sweep_id, part, cell);
