/** Where files go that are made of a database's results, if the user does not say. */
import { basename, dirname, join } from 'node:path';
import { DEFAULT_DATABASE } from '@ranksweep/text';

/**
 * The folder stands beside the database. Sweeps of two databases may have the same name and number, so that a database of another
 * name than the usual one has a folder of its own in it: `figures/paper` for `paper.db`.
 */
export function resultFolder(db: string, kind: 'figures' | 'exports' | 'reports'): string {
  const folder = join(dirname(db), kind);
  const name = basename(db);
  return name === basename(DEFAULT_DATABASE) ? folder : join(folder, basename(name, '.db'));
}
