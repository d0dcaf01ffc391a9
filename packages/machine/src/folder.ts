/** Creates folders for a program's output. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and its missing parents, level by level: Node's own recursion never ends if a file system claims that a new
 * folder does not exist (/proc).
 * @throws Error of the file system
 */
export function createFolder(folder: string): void {
  const missing: string[] = [];
  let existing = resolve(folder);
  for (; !existsSync(existing); existing = dirname(existing)) missing.push(existing);
  if (!statSync(existing).isDirectory()) {
    throw Object.assign(new Error(`${existing} is not a folder`), { code: 'ENOTDIR' });
  }
  for (const path of missing.toReversed()) mkdirSync(path);
}
