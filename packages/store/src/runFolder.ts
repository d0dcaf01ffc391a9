/** Where runs have folders of their own: beside the database, in one folder that is called after it. */
import { basename, dirname, extname, join, resolve } from 'node:path';

/** The folder of all runs of a database: `results/ranksweep.runs` of `results/ranksweep.db`. */
export function runsFolder(database: string): string {
  const path = resolve(database);
  return join(dirname(path), `${basename(path, extname(path))}.runs`);
}

/**
 * A run's own folder. Its name comes from the run's hash, so that the run finds it in a copy of the database, too. It exists only if
 * the run has something to keep.
 */
export const runFolder = (database: string, trajectoryHash: string): string =>
  join(runsFolder(database), trajectoryHash.slice(0, 16));
