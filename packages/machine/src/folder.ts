/** Creates folders for a program's output. */
import { mkdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its missing parents, level by level: Node's own recursion never ends if a file system claims that a new
 * folder does not exist (/proc). Others may create the same folder meanwhile.
 * @throws Error of the file system, or one that says what is there instead of a folder
 */
export function createFolder(folder: string): void {
  const missing: string[] = [];
  let existing = resolve(folder);
  for (; !isFolder(existing); existing = dirname(existing)) missing.push(existing);
  for (const path of missing.toReversed()) createLevel(path);
}

function createLevel(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    if (isFolder(path)) return;
    throw new Error(`${path} is a link to ${readlinkSync(path)}, where there is nothing`, { cause: error });
  }
}

/** False if there is nothing. */
function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
}
