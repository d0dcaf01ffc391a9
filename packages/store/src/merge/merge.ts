/** Merges another database's sweeps, runs and results into this one. */
import { limitFinals, mergeEarlierFinals } from '../asked/earlierFinals.ts';
import type { Connection } from '../connection/connection.ts';
import { damageOfRun } from '../readers/damage.ts';
import { isDead, leaseOf } from '../claims/leases.ts';
import { paramNamesOf, refreshRunTable } from '../rows/runTable.ts';
import { firstDifferingPoint, type PointDifference } from './firstDifferingPoint.ts';
import { replaces } from './replaces.ts';
import { addRun, mergeMetrics, replaceRun, type Merging } from './copyRun.ts';
import { withOther } from './otherDatabase.ts';
import { mergeSweeps, settleSweeps, sweepsOf } from './sweeps.ts';

/** What came of a merge: numbers of runs, unless something else is said. */
export interface MergeReport {
  readonly sweepsAdded: number;
  /** Runs that did not exist here. */
  readonly added: number;
  /** Runs that had not got as far here. */
  readonly replaced: number;
  /** Runs that have got as far here. */
  readonly kept: number;
  /** Runs that a live lease holds here; they were left alone. */
  readonly held: readonly number[];
  /** Runs whose points differ; this database's version was kept. */
  readonly differing: readonly PointDifference[];
  /** Damaged runs of the other database, by their numbers there; they were left out. */
  readonly damaged: readonly DamagedRun[];
}

/** A run that differs from what was written. */
export interface DamagedRun {
  readonly runId: number;
  /** The damage, as `damageOfRun` describes it. */
  readonly damage: readonly string[];
}

export interface MergeWriter {
  /**
   * Brings in the contents of the database at `path`, which is only read, in one transaction. Sweeps are identified by
   * `spec_hash`, runs by trajectory hash and arithmetic, and metrics by name. Of a run that both databases have, one version is
   * kept whole:
   *
   * 1. A done or diverged version wins over any other, unless the other's checkpoint lies beyond its end, which means that the other
   *    was extended. Of two done or diverged versions, the longer wins if it has all metrics that the version here has.
   * 2. Of two others, the one with the further checkpoint wins. If these are equal, a version that was tried or cancelled wins over
   *    one that was not. Then one that has every attempt of the other and more wins: it was tried again since. Of one that is still to be
   *    run and one that failed or was cancelled, that with more attempts wins, and then the one that is still to be run.
   * 3. Otherwise the other database's version wins only if it has everything that the one here has (metrics, number of points,
   *    checkpoint) and more.
   *
   * A run that is running in the other database is `pending` here, to resume from its checkpoint. If any bit of the common points
   * differs, the version here is kept, unless digests show that it is damaged; metrics derived from a whole trajectory are not
   * compared. A run that is damaged in the other database is left out. Final values of a version that had ended at its limit before
   * the longer one stay, for the sweeps that asked for no more. Merging again changes nothing.
   *
   * @throws InputError, with nothing changed, if `path` is not a sound database of this version, or is this database
   * @throws Error inside a transaction
   */
  mergeFrom(path: string): MergeReport;
}

interface Matched {
  readonly trajectoryHash: string;
  readonly there: number;
  /** Null if this database has no such run. */
  readonly here: number | null;
}

export const mergeWriter = (connection: Connection): MergeWriter => ({
  mergeFrom: (path) =>
    withOther(connection, path, () => {
      const { changed, ...report } = mergeRuns(connection);
      const sweeps = mergeSweeps(connection);
      settleSweeps(connection, [...sweeps.changed, ...sweepsOf(connection, changed)]);
      refreshRunTable(connection.database, paramNamesOf(connection.database, 'other'));
      return { sweepsAdded: sweeps.added, ...report };
    }),
});

/** What `mergeRuns` has done, without the sweeps. */
export interface MergedRuns extends Omit<MergeReport, 'sweepsAdded'> {
  /** The runs that have changed here. */
  readonly changed: readonly number[];
}

/**
 * Merges runs, by the rule in `mergeFrom`, and the metrics. Call it while the other database is attached, and then settle the sweeps.
 * @param isChosen chooses runs by their trajectory hash; default: all
 */
export function mergeRuns(
  connection: Connection,
  isChosen: (trajectoryHash: string) => boolean = () => true,
): MergedRuns {
  const merging: Merging = { connection, metrics: mergeMetrics(connection) };
  const report = {
    added: 0,
    replaced: 0,
    kept: 0,
    held: [] as number[],
    differing: [] as PointDifference[],
    damaged: [] as DamagedRun[],
    changed: [] as number[],
  };
  const isSound = (there: number): boolean => {
    const damage = damageOfRun(connection, there, 'other');
    if (damage.length > 0) report.damaged.push({ runId: there, damage });
    return damage.length === 0;
  };
  for (const { there, here, trajectoryHash } of matchedRuns(connection)) {
    if (!isChosen(trajectoryHash)) continue;
    if (here === null) {
      if (!isSound(there)) continue;
      const added = addRun(merging, there);
      mergeEarlierFinals(connection, { here: added, there, ends: [] });
      report.changed.push(added);
      report.added++;
      continue;
    }
    const difference = firstDifferingPoint(connection, here, there);
    if (isHeld(connection, here)) report.held.push(here);
    else if (difference !== undefined && damageOfRun(connection, here).length === 0) {
      if (isSound(there)) report.differing.push(difference);
    } else if (difference !== undefined || replaces(connection, here, there)) {
      if (!isSound(there)) continue;
      const ends = limitFinals(connection, here);
      replaceRun(merging, here, there);
      mergeEarlierFinals(connection, { here, there, ends });
      report.changed.push(here);
      report.replaced++;
    } else {
      mergeEarlierFinals(connection, { here, there, ends: limitFinals(connection, there, 'other') });
      report.kept++;
    }
  }
  return report;
}

const matchedRuns = ({ statement }: Connection): Matched[] =>
  statement<[], Matched>(
    `SELECT trajectory_hash AS trajectoryHash, theirs.id AS there, ours.id AS here
     FROM other.runs AS theirs LEFT JOIN main.runs AS ours USING (trajectory_hash, arithmetic) ORDER BY theirs.id`,
  ).all();

function isHeld(connection: Connection, runId: number): boolean {
  const lease = leaseOf(connection, runId);
  return lease !== undefined && !isDead(lease);
}
