/** Holds a database against the undisturbed twin: one whose process was killed, or one whose sweep is complete. */
import Database from 'better-sqlite3';
import { compareContents, compareRows, type Comparison } from './compare.ts';
import { contentsOf, type Contents, type Row } from './rows.ts';
import { checkComplete, checkFile, checkInterrupted } from './state.ts';
import { RUN } from './tables.ts';

/** Tables whose rows are complete once their run has ended. */
const OF_ENDED_RUNS = ['runs', 'points', 'finals', 'events', 'order of events', 'params', 'checkpoints'];
/** Metrics that are derived from the whole trajectory when a run ends (docs/METRICS.md). */
const DERIVED = /^(predicted_|theoretical_exponent_|growth_|unbalancedness_drift$)/;

export function readContents(path: string): Contents {
  const database = new Database(path, { fileMustExist: true });
  try {
    return contentsOf(database);
  } finally {
    database.close();
  }
}

/** @param path of a database that no process has open, or of a copy; it is opened for writing, since SQLite may have to recover it */
export function compareComplete(path: string, twin: Contents): Comparison {
  return reading(path, (database) => {
    if (!hasTables(database)) return { compared: 0, findings: [{ kind: 'lost', where: 'all tables' }] };
    const { compared, findings } = compareContents(contentsOf(database), twin);
    return { compared, findings: [...checkComplete(database), ...findings] };
  });
}

/**
 * What a killed process left: all rows of runs that have ended, and of the others at least the points up to their checkpoint;
 * what there is beyond is the twin's too.
 */
export function compareInterrupted(path: string, twin: Contents): Comparison {
  return reading(path, (database) => {
    if (!hasTables(database)) return { compared: 0, findings: checkFile(database) };
    const contents = contentsOf(database);
    let compared = 0;
    const findings = checkInterrupted(database);
    for (const run of progressOf(database)) {
      for (const [table, of] of Object.entries(wantedOf(run))) {
        const expected = twin.get(table)!.get(run.run) ?? new Map<string, Row>();
        const found = contents.get(table)!.get(run.run) ?? new Map<string, Row>();
        compared += found.size;
        findings.push(...compareRows(`${table}, run ${run.run}`, found, expected, of));
      }
    }
    return { compared, findings };
  });
}

interface Progress {
  readonly run: string;
  readonly ended: 0 | 1;
  /** Iteration of its checkpoint; -1 without one. */
  readonly saved: number;
}

const progressOf = (database: Database.Database): Progress[] =>
  database
    .prepare<[], Progress>(
      `SELECT ${RUN} AS run, status IN ('done', 'diverged') AS ended, 
         coalesce((SELECT max(iteration) FROM checkpoints WHERE run_id = runs.id), -1) AS saved
       FROM runs`,
    )
    .all();

/** By table, which of the twin's rows a run must have by now. */
function wantedOf({ ended, saved }: Progress): Record<string, (identity: readonly unknown[]) => boolean> {
  if (ended) return Object.fromEntries(OF_ENDED_RUNS.map((table) => [table, () => true]));
  return {
    params: () => true,
    points: ([metric, iteration]) => Number(iteration) <= saved && !DERIVED.test(String(metric)),
  };
}

const hasTables = (database: Database.Database): boolean =>
  database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'runs'`).get() !== undefined;

function reading(path: string, check: (database: Database.Database) => Comparison): Comparison {
  let database;
  try {
    database = new Database(path);
    return check(database);
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
    return { compared: 0, findings: [{ kind: 'damaged', where: error.message }] };
  } finally {
    database?.close();
  }
}
