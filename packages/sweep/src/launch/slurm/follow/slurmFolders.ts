/** Folders of sweeps that were submitted from a database. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { slurmFolder, type SlurmFolder } from '../folder.ts';

/** Those beside the database, also of earlier submissions, in the order of their names. Folders elsewhere are not known. */
export function slurmFolders(db: string): SlurmFolder[] {
  const place = `${resolve(db)}.slurm`;
  return namesIn(place)
    .map((name) => slurmFolder(join(place, name)))
    .filter(isSlurmFolder);
}

/** Whether it is the folder of a sweep on Slurm, complete. */
export const isSlurmFolder = ({ path }: SlurmFolder): boolean => namesIn(path).includes('sweep.json');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
