/** Folders of sweeps that were submitted from a database. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { slurmFolder, type SlurmFolder } from '../folder.ts';
import { readSlurmSweep } from '../sweepFile.ts';

/** Those beside the database, also of earlier submissions, in the order of their names. Folders elsewhere are not known. */
export function slurmFolders(db: string): SlurmFolder[] {
  const place = `${resolve(db)}.slurm`;
  return namesIn(place)
    .map((name) => slurmFolder(join(place, name)))
    .filter(isSlurmFolder);
}

/** Whether it is the folder of a sweep on Slurm, complete. */
export const isSlurmFolder = ({ path }: SlurmFolder): boolean => namesIn(path).includes('sweep.json');

/** The hash of the specification of the folder's sweep. @throws InputError as `readSlurmSweep` */
export const specHashOf = ({ sweepFile }: SlurmFolder): string => readSlurmSweep(sweepFile).sweep.specHash;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
