/** The database itself: whether it is sound, and what in it waits for somebody. */
import { statSync } from 'node:fs';
import {
  inspect,
  query,
  restoreCommand,
  sweepAddress,
  sweepText,
  type Damage,
  type ReadOnlyStore,
} from '@ranksweep/store';
import { expandStored, findHoles } from '@ranksweep/sweep';
import { countOf, formatBytes, ranksweepCommand } from '@ranksweep/text';
import { ok, todo, type Finding } from '@ranksweep/text/finding';
import { phaseProgress } from '../render/phaseProgress.ts';

const MOST_TOLD = 3;
const MOST_DAMAGE_TOLD = 20;
const remedy = (path: string): string => `\`${restoreCommand(path)}\` puts a backup in its place`;

/** The store was opened, so the file is ours and of this version. */
export function schemaFinding({ path }: ReadOnlyStore): Finding {
  const [[version]] = query(path, 'PRAGMA user_version').rows as [[number]];
  return ok('database', `${path}, ${formatBytes(statSync(path).size)}, schema version ${version}`);
}

/** SQLite's short look at the file; of large ones it takes seconds a gigabyte. */
export function quickFinding({ path }: ReadOnlyStore): Finding {
  const found = query(path, `PRAGMA quick_check(${MOST_TOLD})`).rows.map(([text]) => text as string);
  if (found.length === 1 && found[0] === 'ok') {
    return ok(
      'soundness',
      'quick_check finds nothing; without --quick, every row is held against its digest',
    );
  }
  return todo('soundness', `${found.join('; ').replaceAll('\n', ' ')}: ${remedy(path)}`);
}

/** Reads the whole file. */
export function soundnessFinding(store: ReadOnlyStore): Finding {
  const progress = phaseProgress(process.stderr);
  const damage: Damage[] = [];
  try {
    for (const { what, done, of, found } of inspect(store)) {
      progress.observer(`checking ${what}`, done, of);
      damage.push(...found);
    }
  } finally {
    progress.clear();
  }
  if (damage.length > 0) return todo('soundness', `${damageText(damage)}: ${remedyOf(store, damage)}`);
  const unchecked = store.runsWithoutDigests();
  const rest =
    unchecked === 0
      ? ''
      : `; ${countOf(unchecked, 'run')} of an earlier version ${unchecked === 1 ? 'has' : 'have'} no digests`;
  return ok('soundness', `integrity_check finds nothing, and all rows are what was written${rest}`);
}

const damageText = (damage: readonly Damage[]): string =>
  damage
    .slice(0, MOST_DAMAGE_TOLD)
    .map(({ text }) => text)
    .join('; ') + (damage.length > MOST_DAMAGE_TOLD ? `; and ${damage.length - MOST_DAMAGE_TOLD} more` : '');

/** Runs can be computed again, if the file is sound but for them. */
function remedyOf(store: ReadOnlyStore, damage: readonly Damage[]): string {
  const runIds = damage.map(({ runId }) => runId);
  if (runIds.includes(undefined)) return remedy(store.path);
  const sweepIds = new Set(runIds.flatMap((runId) => store.runPlaces(runId!)[0]?.sweepId ?? []));
  if (sweepIds.size === 0)
    return `\`${ranksweepCommand(['delete', `run:${runIds.join(',')}`], store.path)}\` removes them`;
  const commands = [...sweepIds].map(
    (sweepId) => `\`${ranksweepCommand(['retry', sweepAddress(sweepId), '--damaged'], store.path)}\``,
  );
  return `${commands.join(', ')} computes them again, and so does \`${restoreCommand(store.path)}\``;
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
    const told = findHoles(store, sweep.id, await expandStored(sweep));
    const found = told.filter(({ state }) => state !== 'skipped' && state !== 'pruned');
    const lacking = found.length + sweep.runs.unasked;
    if (lacking > 0) holes.push(`${countOf(lacking, 'run')} of ${sweepText(sweep)}`);
  }
  if (holes.length === 0) return ok('holes', 'no sweep lacks a run');
  return todo('holes', `${listed(holes)} to be computed: ranksweep fill with the sweep's number does it`);
}

const listed = (names: readonly string[]): string =>
  names.slice(0, MOST_TOLD).join(', ') +
  (names.length > MOST_TOLD ? ` and ${names.length - MOST_TOLD} more` : '');
