/** A sweep's runs as far as the sweep asks for them: another one may have had them go on. */
import type { Connection } from '../connection/connection.ts';
import type { RunPlace } from './places.ts';
import { sweepRunTexts, withStoredConfig, type RunChoice } from './runs.ts';
import { isDamaged, type StoredConfig } from '../stored/storedConfig.ts';
import { skippedRuns, type Skip } from '../asked/skips.ts';
import type { RunRecord, SweepRunRow } from '../types.ts';
import { AskedStops, type Place, type SpecifiedStop } from '../asked/askedStops.ts';
import { statusInSweep } from '../asked/statusInSweep.ts';
import { statusUpTo } from '../asked/statusUpTo.ts';

/**
 * A run as its sweep shows it. `config.stop` has the limits that the sweep asks for; a run that goes on beyond them has ended there,
 * by `iteration-limit`, as far as it has ended at all.
 */
export type AskedRun = SweepRunRow & {
  /** Where what is shown of a run that goes on beyond the sweep's limit ends: for `trajectory`, `finals` and `events`. */
  readonly upTo?: number | undefined;
  /** Why the sweep has not tried it; undefined unless its status is `skipped`. */
  readonly skip?: Skip | undefined;
};

/** A run that goes on beyond what is asked for in a cell. */
export interface RunBeyond extends Place {
  /** The limit there. */
  readonly upTo: number;
}

export interface AskedRunReader {
  /** As `runsOfSweep`, as far as the sweep asks for them. */
  runsAsAsked(sweepId: number, choice?: RunChoice): AskedRun[];
  /** Those of a sweep's runs that go on beyond what it asks for; one that stands in several cells comes for each where it does. */
  runsBeyond(sweepId: number): RunBeyond[];
  /** The limit that a cell asks for, of a run that goes on beyond it; undefined for one that has not. */
  askedUpTo(place: RunPlace & Place, iterations: number): number | undefined;
}

export function askedRunReader(connection: Connection): AskedRunReader {
  const { database } = connection;
  return {
    runsAsAsked: database.transaction((sweepId: number, choice?: RunChoice) => {
      const asked = new AskedStops(connection, sweepId);
      const skips = skippedRuns(connection, sweepId);
      const inSweep = statusInSweep(connection, sweepId);
      return sweepRunTexts(connection, sweepId, choice).map((row) => {
        const upTo = asked.upTo(row);
        const skip = skips.get(row.runId);
        const status = inSweep(row.status, row.runId);
        const shown = {
          ...row,
          status,
          ...(status === 'skipped' ? { skip } : {}),
          ...(upTo === undefined ? {} : { ...endedAt(upTo, row), upTo }),
        };
        return withStoredConfig(shown, (stored) => withStop(stored, asked.specified(row)));
      });
    }),

    askedUpTo: ({ sweepId, ...place }, iterations) =>
      new AskedStops(connection, sweepId).upTo({ ...place, iterations }),

    runsBeyond: database.transaction((sweepId: number) => {
      const asked = new AskedStops(connection, sweepId);
      return connection
        .statement<[number], Place & { readonly iterations: number }>(
          `SELECT run_id AS runId, part, cell, iterations FROM sweep_runs JOIN runs ON runs.id = run_id
           WHERE sweep_id = ? ORDER BY part, cell, seed, runs.id`,
        )
        .all(sweepId)
        .flatMap(({ iterations, ...place }) => {
          const upTo = asked.upTo({ ...place, iterations });
          return upTo === undefined ? [] : [{ ...place, upTo }];
        });
    }),
  };
}

/** One that has not ended has no reason for it yet. */
function endedAt(upTo: number, { status, stopReason }: RunRecord): Partial<RunRecord> {
  const shown = statusUpTo(status, upTo);
  return { status: shown, iterations: upTo, stopReason: shown === 'done' ? 'iteration-limit' : stopReason };
}

/** The configuration holds what was asked for last, by whichever of the run's sweeps. */
function withStop(stored: StoredConfig, { limit, lossBelow, when }: SpecifiedStop): StoredConfig {
  if (isDamaged(stored)) return stored;
  const { config } = stored;
  const { when: was, ...stop } = config.stop;
  // A part that is known says all: no condition is none.
  const condition = limit === undefined ? (when ?? was) : when;
  const maxIterations = limit ?? stop.maxIterations;
  const asked = { ...stop, maxIterations, lossBelow: lossBelow ?? stop.lossBelow };
  const isSame =
    asked.maxIterations === stop.maxIterations && asked.lossBelow === stop.lossBelow && condition === was;
  if (isSame) return stored;
  return { config: { ...config, stop: condition === undefined ? asked : { ...asked, when: condition } } };
}
