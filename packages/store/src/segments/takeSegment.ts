/** Takes what a segment has into this database. */
import { timestamp, type Connection } from '../connection/connection.ts';
import { mergeRuns, type MergedRuns } from '../merge/merge.ts';
import { withOther } from '../merge/otherDatabase.ts';
import { mergeSweeps, settleSweeps, sweepsOf } from '../merge/sweeps.ts';
import { paramNamesOf, refreshRunTable } from '../rows/runTable.ts';
import { adoptArithmetics, leavePlaces } from './arithmetics.ts';

export interface SegmentName {
  /** Its real path. */
  readonly folder: string;
  readonly name: string;
}

export interface TakenSegment extends MergedRuns {
  /** Sweeps for `settleSweeps`. */
  readonly sweepIds: readonly number[];
}

export interface TakenRuns extends MergedRuns {
  /** Trajectory hashes of the runs that the segment has, of those that were wanted. None counts where one of them is damaged. */
  readonly found: readonly string[];
}

export interface SegmentTaker {
  /**
   * Merges a segment as `mergeFrom` does, and remembers it if everything in it is here now. Sweeps are left to `settleSweeps`, after
   * which what was taken survives a power cut. Before, it is there or not, as a whole. Use `collectSegments`.
   * @param path of a copy of the segment
   */
  takeSegment(path: string, segment: SegmentName): TakenSegment;
  /** Has the status of sweeps follow from their runs. */
  settleSweeps(sweepIds: Iterable<number>): void;
  /** Merges those of a segment's runs that have one of these trajectory hashes, without sweeps. Use `takeRuns`. */
  takeRunsFrom(path: string, trajectoryHashes: readonly string[]): TakenRuns;
  /** Names of the folder's segments that were collected. @param folder its real path, here and below */
  collectedSegments(folder: string): string[];
  /** Call it for a folder that was made anew: its segments may have names of earlier ones, since Slurm may begin to count again. */
  forgetSegments(folder: string): void;
}

export const segmentTaker = (connection: Connection): SegmentTaker => ({
  takeSegment(path, { folder, name }) {
    const take = (): TakenSegment => {
      adoptArithmetics(connection);
      const merged = mergeRuns(connection);
      const sweeps = [...mergeSweeps(connection).changed, ...leavePlaces(connection)];
      refreshRunTable(connection.database, paramNamesOf(connection.database, 'other'));
      if (merged.held.length + merged.differing.length + merged.damaged.length === 0) {
        connection
          .statement('INSERT OR IGNORE INTO collected_segments (folder, name, collected_at) VALUES (?, ?, ?)')
          .run(folder, name, timestamp());
      }
      return { ...merged, sweepIds: [...sweeps, ...sweepsOf(connection, merged.changed)] };
    };
    return withOther(connection, path, take, { durable: 'later' });
  },

  settleSweeps: (sweepIds) => connection.transaction(() => settleSweeps(connection, sweepIds)),

  takeRunsFrom: (path, trajectoryHashes) =>
    withOther(connection, path, () => {
      const wanted = new Set(trajectoryHashes);
      const found: string[] = [];
      const merged = mergeRuns(connection, (hash) => wanted.has(hash) && found.push(hash) > 0);
      settleSweeps(connection, sweepsOf(connection, merged.changed));
      refreshRunTable(connection.database, paramNamesOf(connection.database, 'other'));
      return { ...merged, found: merged.damaged.length > 0 ? [] : found };
    }),

  collectedSegments: (folder) =>
    connection
      .statement<[string], string>('SELECT name FROM collected_segments WHERE folder = ? ORDER BY name')
      .pluck()
      .all(folder),

  forgetSegments: (folder) => {
    connection.statement('DELETE FROM collected_segments WHERE folder = ?').run(folder);
  },
});
