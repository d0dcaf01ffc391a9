/** Reads an image set by its name, or from a folder. */
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { hint, InputError, sha256, shown } from '@ranksweep/core';
import type { ImageSet, SetSource } from '../imageSet.ts';
import { knownSets, type KnownSet } from '../knownSets.ts';
import { currentSurroundings, placesOf, type Place, type Surroundings } from '../places.ts';
import { contentProblem, recognized } from './knownContent.ts';
import { findAllFiles, findFiles } from './findFiles.ts';
import { readFiles } from './readFiles.ts';
import { layouts, type LayoutName } from '../roles.ts';
import type { SetContent } from './setContent.ts';

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
  const layout = await layoutOf(folder);
  const content = await readFiles(layout, await findAllFiles(folder, layouts[layout]));
  const known = knownSets.find(
    (set) => set.layout === layout && content.files.every((file, n) => file.sha256 === set.sha256[n]),
  );
  if (known) return imageSetOf(content, known, folder);
  requireOwnRoles(content, layout);
  const { classes } = content;
  return imageSetOf(content, { name: basename(folder), layout, maxLevel: 255, classes }, folder);
}

/** The layout that the folder has a file of; MNIST's where it has none. */
async function layoutOf(folder: string): Promise<LayoutName> {
  const has = async (layout: LayoutName): Promise<boolean> =>
    (await findFiles(folder, layouts[layout])).some((path) => path !== undefined);
  return !(await has('idx')) && (await has('cifar')) ? 'cifar' : 'idx';
}

/** @throws InputError if no set has this name */
export function requireKnown(name: string): KnownSet {
  const known = knownSets.find((set) => set.name === name);
  if (known) return known;
  const names = knownSets.map((set) => set.name);
  throw new InputError(`expected the name of an image set, found ${shown(name)}${hint(name, names)}`);
}

/** The first place that has files of a known set, or undefined. */
export async function findSet(
  { name, layout }: KnownSet,
  surroundings: Surroundings,
): Promise<Place | undefined> {
  for (const place of placesOf(name, surroundings)) {
    if (!existsSync(place.folder)) continue;
    const files = await findFiles(place.folder, layouts[layout]);
    if (files.some((path) => path !== undefined)) return place;
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
  const layout = layouts[known.layout];
  const content = await findAllFiles(place.folder, layout)
    .then((paths) => readFiles(known.layout, paths))
    .catch((error: unknown): never => {
      throw error instanceof InputError ? new InputError(`${error.message}. ${remedy}`) : error;
    });
  for (const [n, { path, sha256 }] of content.files.entries()) {
    const problem = contentProblem(sha256, known, layout.roles[n]!);
    if (problem === undefined) continue;
    throw new InputError(`${path}: ${problem}. ${remedy}. Images of your own are read with data.folder`);
  }
  return imageSetOf(content, known, `${place.folder} (${place.title})`);
}

/** In a folder of the user's own, known files may still lie under each other's names. */
function requireOwnRoles({ files }: SetContent, layout: LayoutName): void {
  for (const [n, { path, sha256 }] of files.entries()) {
    const own = knownSets.map((set) => set.sha256.indexOf(sha256)).find((role) => role >= 0) ?? n;
    // Training images may be test images, too.
    if (own === n || files[own]?.sha256 === sha256) continue;
    throw new InputError(
      `${path}: expected ${layouts[layout].roles[n]!.words}, found ${recognized(sha256)}; are two files swapped?`,
    );
  }
}

type Facts = Pick<ImageSet, 'name' | 'maxLevel' | 'classes' | 'labelNames' | 'normalization'> & {
  readonly layout: LayoutName;
};

function imageSetOf(
  { files, ...content }: SetContent,
  { name, layout, maxLevel, classes, labelNames, normalization }: Facts,
  from: string,
): ImageSet {
  return {
    ...content,
    name,
    maxLevel,
    classes,
    ...(labelNames && { labelNames }),
    ...(normalization && { normalization }),
    sha256: listSha256(layouts[layout].roles.map((role, n) => `${files[n]!.sha256}  ${role.name}\n`)),
    from,
  };
}

/** The digest of the list that `sha256sum` prints for the files under their usual names. */
const listSha256 = (lines: readonly string[]): string => sha256(lines.join(''));
