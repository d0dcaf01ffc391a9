/** Reads the four files of an image set from a folder, and checks that they fit each other. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import type { Images } from '../imageSet.ts';
import { readIdx, type IdxFile } from './readIdx.ts';
import { acceptedNames, ROLES, type Role, type Roles } from './roles.ts';

/**
 * The paths of the files that a folder has of a set, by role.
 * @throws InputError if the folder is missing or cannot be read
 */
export async function findFiles(folder: string): Promise<Roles<string | undefined>> {
  const entries = new Set(
    await readdir(folder).catch((error: NodeJS.ErrnoException): never => {
      if (error.code === 'ENOENT') throw new InputError(`${folder}: no such folder`);
      if (error.code === 'ENOTDIR') throw new InputError(`${folder}: expected a folder, found a file`);
      throw new InputError(`${folder}: cannot be read: ${error.message}`);
    }),
  );
  const find = (role: Role): string | undefined => {
    const name = acceptedNames(role).find((accepted) => entries.has(accepted));
    return name && join(folder, name);
  };
  return mapRoles(find);
}

/**
 * @throws InputError that names the file if one is missing, cannot be read or is damaged, or if they do not fit each other
 */
export async function readFolder(folder: string): Promise<Roles<IdxFile>> {
  const paths = await findFiles(folder);
  const missing = ROLES.filter((_, n) => paths[n] === undefined);
  if (missing.length > 0) {
    throw new InputError(
      `${folder}: expected the files ${ROLES.map(({ name }) => name).join(', ')}, plain or as .gz; ` +
        `missing: ${missing.length === ROLES.length ? 'all of them' : missing.map(({ name }) => name).join(', ')}`,
    );
  }
  const read = async (n: number): Promise<IdxFile> => readIdx(paths[n]!, ROLES[n]!);
  // One after the other, so that of several damaged files the first one is named.
  const [trainImages, trainLabels, testImages, testLabels] = [
    await read(0),
    await read(1),
    await read(2),
    await read(3),
  ];
  requirePair(trainImages, trainLabels);
  requirePair(testImages, testLabels);
  const [[count, height, width], [, testHeight, testWidth]] = [trainImages.shape, testImages.shape];
  if (height !== testHeight || width !== testWidth) {
    throw new InputError(
      `${testImages.path}: expected images of ${height} x ${width} pixels, as those of training, found ${testHeight} x ${testWidth}`,
    );
  }
  if (count === 0 || height === 0 || width === 0) {
    throw new InputError(
      `${trainImages.path}: expected images, found ${count} of ${height} x ${width} pixels`,
    );
  }
  return [trainImages, trainLabels, testImages, testLabels];
}

export const mapRoles = <Value>(map: (role: Role, index: number) => Value): Roles<Value> => [
  map(ROLES[0], 0),
  map(ROLES[1], 1),
  map(ROLES[2], 2),
  map(ROLES[3], 3),
];

export const imagesOf = (images: IdxFile, labels: IdxFile): Images => ({
  pixels: images.values,
  labels: labels.values,
  count: images.shape[0]!,
});

/** Every image needs a label. */
function requirePair(images: IdxFile, labels: IdxFile): void {
  if (images.shape[0] === labels.shape[0]) return;
  throw new InputError(
    `${labels.path}: expected ${images.shape[0]} labels, one for each image of ${images.path}, found ${labels.shape[0]}`,
  );
}
