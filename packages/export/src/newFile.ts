/** Creates files that are either complete or absent. */
import { closeSync, openSync, realpathSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder, fileSystemReason, removeTemporary, temporaryBeside } from '@ranksweep/machine';

export interface NewFileOptions {
  readonly path: string;
  /** Whether an existing file may be replaced; default: no. */
  readonly force?: boolean;
  /** What to suggest if the file exists and may not be replaced; default: the command line's options. */
  readonly advice?: string;
  /** Aborting stops the writing, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Writes a file under a temporary name beside `path`, then renames it. Creates the folder if it is missing.
 * @param write writes the file at the path that it is given
 * @returns the file's size in bytes
 * @throws InputError, before `write` is called, if `path` exists and may not be replaced, is not a file, or cannot be written
 */
export async function writeNewFile(
  file: NewFileOptions,
  write: (temporary: string) => Promise<void>,
): Promise<number> {
  const { path } = file;
  const target = replaceable(file);
  const temporary = temporaryBeside(target);
  try {
    createFolder(dirname(target));
    closeSync(openSync(temporary, 'w'));
  } catch (error) {
    throw new InputError(
      `${path}: expected a file that can be created, found a folder where it cannot (${fileSystemReason(error)}): name another`,
    );
  }
  try {
    await write(temporary);
    const { size } = statSync(temporary);
    renameSync(temporary, target);
    return size;
  } catch (error) {
    removeTemporary(temporary);
    throw error;
  }
}

/** The actual path of the file, since a link leads to the file that it names. */
function replaceable({
  path,
  force = false,
  advice = '--force replaces it, or name another',
}: NewFileOptions): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return path;
  if (!found.isFile()) throw new InputError(`${path}: expected a file, found a folder or a device`);
  if (!force) {
    throw new InputError(`${path}: expected no such file, found one; ${advice}`);
  }
  return realpathSync(path);
}
