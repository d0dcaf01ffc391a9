/** Folders of sweeps that were submitted from a database. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { slurmFolder, slurmFolderPath, type SlurmFolder } from '../folder.ts';

/** The folder of a sweep that was handed to Slurm; undefined if it was not. */
export function slurmFolderOf(
  db: string,
  sweep: { readonly id: number; readonly name: string },
): SlurmFolder | undefined {
  const folder = slurmFolder(slurmFolderPath(db, sweep));
  return existsSync(folder.sweepFile) ? folder : undefined;
}

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
