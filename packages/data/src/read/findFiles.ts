/** Which files of a set a folder has. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import type { Layout } from '../roles.ts';

/**
 * The paths of the files that a folder has of a set, by role. Where it has none, those of the folder in it that archives make.
 * @throws InputError if the folder is missing or cannot be read
 */
export async function findFiles(
  folder: string,
  { roles, acceptedNames, subfolder }: Layout,
): Promise<readonly (string | undefined)[]> {
  const entries = new Set(
    await readdir(folder).catch((error: NodeJS.ErrnoException): never => {
      if (error.code === 'ENOENT') throw new InputError(`${folder}: expected a folder, found none`);
      if (error.code === 'ENOTDIR') throw new InputError(`${folder}: expected a folder, found a file`);
      throw new InputError(`${folder}: cannot be read: ${error.message}`);
    }),
  );
  const found = roles.map((role) => {
    const name = acceptedNames(role).find((accepted) => entries.has(accepted));
    return name && join(folder, name);
  });
  const isElsewhere = subfolder !== undefined && entries.has(subfolder) && !found.some(Boolean);
  return isElsewhere ? findFiles(join(folder, subfolder), { roles, acceptedNames, forms: '' }) : found;
}

/** @throws InputError that names what is missing */
export async function findAllFiles(folder: string, layout: Layout): Promise<readonly string[]> {
  const paths = await findFiles(folder, layout);
  const names = layout.roles.map(({ name }) => name);
  const missing = names.filter((_, n) => paths[n] === undefined);
  if (missing.length === 0) return paths as readonly string[];
  throw new InputError(
    `${folder}: expected the files ${names.join(', ')}${layout.forms}; ` +
      `missing: ${missing.length === names.length ? 'all of them' : missing.join(', ')}`,
  );
}
