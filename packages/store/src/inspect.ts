/** Checks everything in a database: the file with SQLite's own checks, then its contents with their digests. */
import { query } from './query/query.ts';
import type { ReadOnlyStore } from './store.ts';

/** One thing that is not as it was written. */
export interface Damage {
  /** The run's number; undefined if the damage does not belong to one run. */
  readonly runId?: number;
  /** Such as `run 7: points of train_loss`. */
  readonly text: string;
}

/** How far an inspection is. */
export interface InspectionStep {
  /** What is checked next: `the file`, `runs`, ... */
  readonly what: string;
  readonly done: number;
  readonly of: number;
  /** What the previous step found. */
  readonly found: readonly Damage[];
}

const MOST_OF_THE_FILE = 3;
const MOST_OF_A_RUN = 3;

/** Checks step by step, and continues after damage. It reads the whole file, including every point. */
export function* inspect(store: ReadOnlyStore): Generator<InspectionStep> {
  yield { what: 'the file', done: 0, of: 1, found: [] };
  let found = damageOfFile(store);
  const runIds = reading(found, 'the list of runs', () => store.runIds()) ?? [];
  for (const [done, runId] of runIds.entries()) {
    yield { what: 'runs', done, of: runIds.length, found };
    found = [];
    const damage = reading(found, `run ${runId}`, () => store.damageOfRun(runId), runId) ?? [];
    if (damage.length > 0) found.push({ runId, text: `run ${runId}: ${listed(damage)}` });
  }
  yield { what: 'sweeps', done: 0, of: 1, found };
  found = [];
  const isRunTableSound = reading(found, 'run_table', () => store.isRunTableSound()) ?? true;
  if (!isRunTableSound) found.push({ text: 'the view run_table' });
  for (const name of reading(found, 'the metrics', () => store.damagedMetrics()) ?? []) {
    found.push({ text: `metric ${name}: name, unit or description` });
  }
  for (const sweepId of reading(found, 'the list of sweeps', () => store.sweepIds()) ?? []) {
    const isSound = reading(found, `sweep ${sweepId}`, () => store.isSweepSound(sweepId)) ?? true;
    if (!isSound) found.push({ text: `sweep ${sweepId}: its name, specification, cells, runs or tags` });
  }
  yield { what: 'all', done: 1, of: 1, found };
}

const listed = (damage: readonly string[]): string =>
  damage.slice(0, MOST_OF_A_RUN).join(', ') +
  (damage.length > MOST_OF_A_RUN ? ` and ${damage.length - MOST_OF_A_RUN} more` : '');

function damageOfFile({ path }: ReadOnlyStore): Damage[] {
  const found: Damage[] = [];
  const ask = (sql: string): readonly (readonly unknown[])[] =>
    reading(found, 'the file', () => query(path, sql).rows) ?? [];
  for (const [text] of ask(`PRAGMA integrity_check(${MOST_OF_THE_FILE})`)) {
    if (text !== 'ok') found.push({ text: `the file: ${String(text).replaceAll('\n', ' ')}` });
  }
  const dangling = ask('SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1');
  if (dangling.length > 0) {
    const rows = dangling.map(([table, count]) => `${String(count)} of ${String(table)}`).join(', ');
    found.push({ text: `rows of runs or sweeps that are gone (${rows})` });
  }
  return found;
}

/** What cannot be read is damaged. */
function reading<Result>(
  found: Damage[],
  what: string,
  read: () => Result,
  runId?: number,
): Result | undefined {
  try {
    return read();
  } catch (error) {
    found.push({
      ...(runId === undefined ? {} : { runId }),
      text: `${what}: cannot be read: ${(error as Error).message}`,
    });
    return undefined;
  }
}
