/** The database itself: whether it is sound, and what in it waits for somebody. */
import { statSync } from 'node:fs';
import { cellCount, type Axes } from '@ranksweep/core';
import { query, type ReadOnlyStore, type SweepSummary } from '@ranksweep/store';
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
export function holesFinding(store: ReadOnlyStore): Finding {
  const holes = store
    .sweeps()
    .filter(({ status }) => status !== 'running')
    .map((sweep) => ({ sweep, missing: missingRuns(store, sweep) }))
    .filter(({ missing }) => missing > 0);
  if (holes.length === 0) return ok('holes', 'no sweep lacks a run');
  const which = holes.map(({ sweep: { id, name }, missing }) => `${missing} of sweep ${id} (${name})`);
  return todo('holes', `runs are missing, ${listed(which)}: the command that ran the sweep fills them`);
}

interface Spec {
  readonly parts?: Readonly<Record<string, { readonly axes?: Axes; readonly seeds?: readonly number[] }>>;
}

/** Places of the grid without a run, or with one that has not ended by itself. */
function missingRuns(store: ReadOnlyStore, { id, spec }: SweepSummary): number {
  const parts = Object.values((spec as Spec).parts ?? {});
  const asked = parts.reduce((sum, { axes = {}, seeds = [] }) => sum + cellCount(axes) * seeds.length, 0);
  const there = store.runsOfSweep(id);
  const ended = there.filter(({ status }) => status === 'done' || status === 'diverged');
  return Math.max(asked, there.length) - ended.length;
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_TOLD).join(', ') +
  (names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '');
