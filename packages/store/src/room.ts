/** The space that a database's file takes, including space left by deleted rows. */
import { InputError } from '@ranksweep/core';
import type { Connection } from './connection/connection.ts';
import { allLeases, isDead } from './claims/leases.ts';

/** Sizes in bytes, without the log. */
export interface Room {
  readonly totalBytes: number;
  /** Space that is reused before the file grows. */
  readonly freeBytes: number;
}

export interface RoomReader {
  room(): Room;
}

export interface RoomWriter {
  /**
   * Returns free space to the disk. For a while this needs as much additional space as the data take.
   * @throws InputError, with nothing changed, while a live lease holds a run, because its process could not write
   * @throws Error inside a transaction, or if the disk is full
   */
  vacuum(): void;
}

export const roomReader = ({ database }: Connection): RoomReader => ({
  room: database.transaction(() => {
    const [pages, freePages, pageBytes] = ['page_count', 'freelist_count', 'page_size'].map(
      (pragma) => database.pragma(pragma, { simple: true }) as number,
    ) as [number, number, number];
    return { totalBytes: pages * pageBytes, freeBytes: freePages * pageBytes };
  }),
});

export const roomWriter = (connection: Connection): RoomWriter => ({
  vacuum: () => {
    const { database } = connection;
    const lease = allLeases(connection).find((one) => !isDead(one));
    if (lease !== undefined) {
      throw new InputError(
        `expected a database that nobody writes, found run ${lease.runId} in the hands of process ${lease.pid}: ` +
          'it would wait too long; give room back when that has ended',
      );
    }
    connection.transaction(() => {}); // Check that the database is in its place.
    database.exec('VACUUM');
    database.pragma('wal_checkpoint(TRUNCATE)');
  },
});
