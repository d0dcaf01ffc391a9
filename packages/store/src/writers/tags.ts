/** Tags: words that people give to sweeps to find them again. */
import type { Connection } from '../connection/connection.ts';
import { resealSweep } from '../digests/sweepRecord.ts';
import { tagsOf } from '../readers/tags.ts';

/** Which tags a sweep gains and loses. One that is in both stays. */
export interface TagChanges {
  /** Tags that the sweep already has are left alone. */
  readonly add?: readonly string[];
  /** Tags that the sweep does not have are ignored. */
  readonly remove?: readonly string[];
}

export interface TagWriter {
  /**
   * Removes and then adds tags of a sweep.
   * @returns its tags afterwards, in alphabetical order
   * @throws Error if there is no such sweep
   */
  changeTags(sweepId: number, changes: TagChanges): string[];
}

export const tagWriter = (connection: Connection): TagWriter => ({
  changeTags: (sweepId, { add = [], remove = [] }) =>
    connection.transaction(() => {
      const { statement } = connection;
      if (statement('SELECT 1 FROM sweeps WHERE id = ?').get(sweepId) === undefined) {
        throw new Error(`no sweep ${sweepId}`);
      }
      for (const tag of remove) {
        statement('DELETE FROM tags WHERE sweep_id = ? AND tag = ?').run(sweepId, tag);
      }
      for (const tag of add) {
        statement('INSERT INTO tags (sweep_id, tag) VALUES (?, ?) ON CONFLICT DO NOTHING').run(sweepId, tag);
      }
      resealSweep(connection, sweepId);
      return tagsOf(connection, sweepId);
    }),
});
