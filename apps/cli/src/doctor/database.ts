/** The database itself: whether it is sound, and what in it waits for somebody. */
import { statSync } from 'node:fs';
import { query, type ReadOnlyStore } from '@ranksweep/store';
import { expandStored, findHoles } from '@ranksweep/sweep';
import { formatBytes } from '../render/bytes.ts';
import { countOf } from '../render/count.ts';
import { ok, todo, type Finding } from './finding.ts';

const MOST_TOLD = 3;

/** The store was opened, so the file is ours and of this version. */
export function schemaFinding({ path }: ReadOnlyStore): Finding {
  const [[version]] = query(path, 'PRAGMA user_version').rows as [[number]];
  return ok('database', `${path}, ${formatBytes(statSync(path).size)}, schema version ${version}`);
}

/** Of large files it takes seconds a gigabyte. */
export function soundnessFinding({ path }: ReadOnlyStore): Finding {
  const found = query(path, `PRAGMA quick_check(${MOST_TOLD})`).rows.map(([text]) => text as string);
  if (found.length !== 1 || found[0] !== 'ok') {
    return todo('soundness', `${found.join('; ').replaceAll('\n', ' ')}: restore a backup`);
  }
  const dangling = query(path, 'SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1').rows;
  if (dangling.length === 0) return ok('soundness', 'quick_check and foreign_key_check find nothing');
  const tables = dangling.map(([table, rows]) => `${rows as number} of ${table as string}`).join(', ');
  return todo(
    'soundness',
    `rows of runs or sweeps that are gone (${tables}): restore a backup, or delete them with an SQLite client`,
  );
}

export function runsFinding({ path }: ReadOnlyStore): Finding {
  const counts = query(path, 'SELECT status, count(*) FROM runs GROUP BY 1 ORDER BY 2 DESC').rows;
  return ok(
    'runs',
    counts.map(([status, count]) => `${count as number} ${status as string}`).join(', ') || 'none',
  );
}

export function abandonedFinding(store: ReadOnlyStore): Finding {
  const runs = store.abandonedRuns();
  if (runs.length === 0) return ok('processes', 'every running run has a living process');
  const which = `${countOf(runs.length, 'run')} (${listed(runs.map(String))})`;
  return todo(
    'processes',
    `${which} left running by a process that has ended: the next ranksweep run takes them over`,
  );
}

/** A sweep that a process is at is being filled just now. */
export async function holesFinding(store: ReadOnlyStore): Promise<Finding> {
  const holes: string[] = [];
  for (const sweep of store.sweeps().filter(({ status }) => status !== 'running')) {
    const { length } = findHoles(store, sweep.id, await expandStored(sweep));
    if (length > 0) holes.push(`${countOf(length, 'run')} of sweep ${sweep.id} (${sweep.name})`);
  }
  if (holes.length === 0) return ok('holes', 'no sweep lacks a run');
  return todo('holes', `${listed(holes)} to be computed: ranksweep fill with the sweep's number does it`);
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_TOLD).join(', ') +
  (names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '');
