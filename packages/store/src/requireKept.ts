/** Reads back what was written, as others will find it, before it is reported as written. */
import { InputError } from '@ranksweep/core';
import { countOf, ranksweepCommand } from '@ranksweep/text';
import { connectionOf, DEFAULT_WAIT_MS, type Connection } from './connection/connection.ts';
import { digestsOfRows } from './digests/pointDigests.ts';
import { requireHealthy } from './opening/health.ts';
import { openToRead } from './opening/open.ts';
import { openFailure } from './file/openErrors.ts';
import type { EndStatus } from './types.ts';

/** A run in the state in which an attempt ended it. */
export interface EndedRun {
  readonly runId: number;
  /** The number of the attempt. */
  readonly attempt: number;
  readonly status: EndStatus;
}

const MOST_TOLD = 3;

/**
 * Reads through a new connection, which knows only what is in the file.
 * @throws InputError if the file is not sound, or if a run is not there as it ended, down to the last point, unless a later
 *   attempt has resumed it
 */
export function requireKept(path: string, runs: readonly EndedRun[]): void {
  const missing = differences(path, runs);
  if (missing.length === 0) return;
  const some = missing.slice(0, MOST_TOLD).join('; ') + (missing.length > MOST_TOLD ? '; ...' : '');
  throw new InputError(
    `expected ${countOf(runs.length, 'run')} in ${path} as they have ended, found ${missing.length} that are not (${some}): ` +
      `another program has deleted or changed them; \`${ranksweepCommand(['doctor'], path)}\` ` +
      'tells what to do, and the same command computes runs that are missing',
  );
}

function differences(path: string, runs: readonly EndedRun[]): string[] {
  try {
    requireHealthy(path, { timeoutMs: DEFAULT_WAIT_MS });
    const database = openToRead(path);
    try {
      const connection = connectionOf(database);
      // Read at one moment, since others may resume a run meanwhile.
      return database.transaction(() => runs.flatMap((run) => differenceOf(connection, run) ?? []))();
    } finally {
      database.close();
    }
  } catch (error) {
    throw openFailure(path, error);
  }
}

/** @returns how the run differs from its end */
function differenceOf(connection: Connection, { runId, attempt, status }: EndedRun): string | undefined {
  const found = connection
    .statement<[number], Omit<EndedRun, 'runId'>>('SELECT attempts AS attempt, status FROM runs WHERE id = ?')
    .get(runId);
  if (found === undefined) return `run ${runId} is gone`;
  if (found.attempt > attempt) return undefined;
  if (found.attempt < attempt || found.status !== status) {
    return `run ${runId} is ${found.status} after attempt ${found.attempt}, not ${status} after attempt ${attempt}`;
  }
  const { damaged } = digestsOfRows(connection, runId, { isWhole: true });
  return damaged.length === 0 ? undefined : `run ${runId} has other points`;
}
