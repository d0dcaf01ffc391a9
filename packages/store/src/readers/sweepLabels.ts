/** What resolving addresses needs to read. No function here takes longer for sweeps with many runs. */
import type { SweepLabel } from '../address/nameAddresses.ts';
import type { Connection } from '../connection/connection.ts';

export interface AddressReader {
  /** All sweeps, newest first. */
  sweepLabels(): SweepLabel[];
  /** Those of the numbers that no run has. */
  missingRuns(runIds: readonly number[]): number[];
  /** The highest run number. */
  lastRun(): number | undefined;
}

export const addressReader = ({ statement, database }: Connection): AddressReader => ({
  sweepLabels: database.transaction(() => {
    const tags = Map.groupBy(
      statement<[], { id: number; tag: string }>('SELECT sweep_id AS id, tag FROM tags ORDER BY tag').all(),
      ({ id }) => id,
    );
    return statement<[], Omit<SweepLabel, 'tags'>>('SELECT id, name FROM sweeps ORDER BY id DESC')
      .all()
      .map((sweep) => ({ ...sweep, tags: (tags.get(sweep.id) ?? []).map(({ tag }) => tag) }));
  }),

  missingRuns: (runIds) =>
    statement<[string], number>('SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM runs)')
      .pluck()
      .all(JSON.stringify(runIds)),

  lastRun: () => statement<[], number | null>('SELECT max(id) FROM runs').pluck().get() ?? undefined,
});
