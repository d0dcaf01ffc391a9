/** A look at what was written as others will find it, before anyone is told that it is there. */
import { InputError } from '@ranksweep/core';
import { countOf, shellCommand } from '@ranksweep/text';
import { DEFAULT_WAIT_MS } from './connection.ts';
import { requireHealthy } from './health.ts';
import { openStore } from './open.ts';
import { openFailure } from './openErrors.ts';
import type { EndStatus } from './types.ts';
import type { ReadOnlyStore } from './store.ts';

/** A run as it was ended by an attempt. */
export interface EndedRun {
  readonly runId: number;
  /** The number of the attempt. */
  readonly attempt: number;
  readonly status: EndStatus;
}

const MOST_TOLD = 3;

/**
 * Looks through a connection of its own, which knows nothing of what was written but what is there.
 * @throws InputError when the file is not sound, or a run is not there as it ended, to the last point; unless a later attempt
 *   has gone on with it
 */
export function requireKept(path: string, runs: readonly EndedRun[]): void {
  const missing = healthyStore(path, (store) => runs.flatMap((run) => differenceOf(store, run) ?? []));
  if (missing.length === 0) return;
  const some = missing.slice(0, MOST_TOLD).join('; ') + (missing.length > MOST_TOLD ? '; ...' : '');
  throw new InputError(
    `expected ${countOf(runs.length, 'run')} in ${path} as they have ended, found ${missing.length} that are not (${some}): ` +
      `another program has deleted or changed them; \`${shellCommand('npx', 'ranksweep', 'doctor', '--db', path)}\` ` +
      'tells what to do, and the same command computes runs that are missing',
  );
}

function healthyStore<Result>(path: string, work: (store: ReadOnlyStore) => Result): Result {
  try {
    requireHealthy(path, { timeoutMs: DEFAULT_WAIT_MS });
  } catch (error) {
    throw openFailure(path, error);
  }
  const store = openStore(path, { readOnly: true });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** @returns in what the run is not as it ended */
function differenceOf(store: ReadOnlyStore, { runId, attempt, status }: EndedRun): string | undefined {
  const run = store.run(runId);
  if (run === undefined) return `run ${runId} is gone`;
  if (run.attempts > attempt) return undefined;
  if (run.attempts < attempt || run.status !== status) {
    return `run ${runId} is ${run.status} after attempt ${run.attempts}, not ${status} after attempt ${attempt}`;
  }
  const damage = store.damageOfRun(runId);
  // Somebody may have gone on with it while it was looked at.
  if (damage.length === 0 || store.run(runId)?.attempts !== attempt) return undefined;
  return `run ${runId} has other ${damage.join(', ')}`;
}
