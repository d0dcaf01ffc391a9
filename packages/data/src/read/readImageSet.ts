/** Reads an image set by its name, or from a folder. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { hint, InputError, shown } from '@ranksweep/core';
import type { ImageSet, SetSource } from '../imageSet.ts';
import { knownSets, type KnownSet } from '../knownSets.ts';
import { currentSurroundings, placesOf, type Place, type Surroundings } from '../places.ts';
import { contentProblem, recognized } from './knownContent.ts';
import { findFiles, imagesOf, mapRoles, readFolder } from './readFolder.ts';
import type { IdxFile } from './readIdx.ts';
import { ROLES, type Roles } from './roles.ts';

/**
 * Reads and checks an image set. A known set has the content that its checksums say, or is refused. A folder whose files are those
 * of a known set is that set.
 * @throws InputError if the set is missing (it says how to get it), if a file is missing, damaged, too long or not what its name
 * says, or if the content is not the one that is pinned
 */
export async function readImageSet(
  source: SetSource,
  surroundings: Surroundings = currentSurroundings(),
): Promise<ImageSet> {
  const set =
    'set' in source
      ? await readKnownSet(requireKnown(source.set), surroundings)
      : await readOwnSet(resolve(surroundings.workingFolder, source.folder));
  if (source.sha256 !== undefined && source.sha256 !== set.sha256) {
    throw new InputError(
      `${set.from}: expected images whose sha256 is ${source.sha256}, found ${set.sha256}: the files have changed`,
    );
  }
  return set;
}

async function readOwnSet(folder: string): Promise<ImageSet> {
  const files = await readFolder(folder);
  const known = knownSets.find((set) => files.every((file, n) => file.sha256 === set.sha256[n]));
  if (known) return imageSetOf(files, known, folder);
  requireOwnRoles(files);
  return imageSetOf(files, { name: basename(folder), maxLevel: 255, classes: classesOf(files) }, folder);
}

/** @throws InputError if no set has this name */
export function requireKnown(name: string): KnownSet {
  const known = knownSets.find((set) => set.name === name);
  if (known) return known;
  const names = knownSets.map((set) => set.name);
  throw new InputError(`expected the name of an image set, found ${shown(name)}${hint(name, names)}`);
}

/** The first place that has files of a known set, or undefined. */
export async function findSet({ name }: KnownSet, surroundings: Surroundings): Promise<Place | undefined> {
  for (const place of placesOf(name, surroundings)) {
    if (existsSync(place.folder) && (await findFiles(place.folder)).some((path) => path !== undefined)) {
      return place;
    }
  }
  return undefined;
}

export async function readKnownSet(known: KnownSet, surroundings: Surroundings): Promise<ImageSet> {
  const place = await findSet(known, surroundings);
  if (place === undefined) {
    const folders = placesOf(known.name, surroundings).map(({ folder }) => folder);
    throw new InputError(
      `${known.name}: expected its files in ${folders.join(' or ')}, found none. To get them: ${known.howToGet}`,
    );
  }
  const remedy = known.howToGet ? `To get it again: ${known.howToGet}` : 'Install ranksweep again';
  const files = await readFolder(place.folder).catch((error: unknown): never => {
    throw error instanceof InputError ? new InputError(`${error.message}. ${remedy}`) : error;
  });
  for (const [n, { path, sha256 }] of files.entries()) {
    const problem = contentProblem(sha256, known, ROLES[n]!);
    if (problem === undefined) continue;
    throw new InputError(`${path}: ${problem}. ${remedy}. Images of your own are read with data.folder`);
  }
  return imageSetOf(files, known, `${place.folder} (${place.title})`);
}

/** In a folder of the user's own, known files may still lie under each other's names. */
function requireOwnRoles(files: Roles<IdxFile>): void {
  for (const [n, { path, sha256 }] of files.entries()) {
    const own = knownSets.map((set) => set.sha256.indexOf(sha256)).find((role) => role >= 0) ?? n;
    // Training images may be test images, too.
    if (own === n || files[own]!.sha256 === sha256) continue;
    throw new InputError(
      `${path}: expected ${ROLES[n]!.words}, found ${recognized(sha256)}; are two files swapped?`,
    );
  }
}

function imageSetOf(
  files: Roles<IdxFile>,
  { name, maxLevel, classes, labelNames }: Pick<ImageSet, 'name' | 'maxLevel' | 'classes' | 'labelNames'>,
  from: string,
): ImageSet {
  const [trainImages, trainLabels, testImages, testLabels] = files;
  return {
    name,
    height: trainImages.shape[1]!,
    width: trainImages.shape[2]!,
    channels: 1,
    maxLevel,
    classes,
    ...(labelNames && { labelNames }),
    train: imagesOf(trainImages, trainLabels),
    test: imagesOf(testImages, testLabels),
    sha256: contentSha256(files.map(({ sha256 }) => sha256)),
    from,
  };
}

/** The digest of the list that `sha256sum` prints for the four files under their usual names. */
const contentSha256 = (digests: readonly string[]): string =>
  createHash('sha256')
    .update(mapRoles(({ name }, n) => `${digests[n]}  ${name}\n`).join(''))
    .digest('hex');

/** Labels start at 0, and both parts have the same classes. */
const classesOf = ([, trainLabels, , testLabels]: Roles<IdxFile>): number =>
  1 + Math.max(...new Set(trainLabels.values), ...new Set(testLabels.values));
