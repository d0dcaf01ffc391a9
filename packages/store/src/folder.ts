/** Folders for what a program writes. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Creates a folder and those above it, where they are missing.
 * Level by level: Node's own recursion never ends where a file system says that a new folder does not exist (/proc).
 * @throws Error of the file system
 */
export function createFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at); at = dirname(at)) missing.push(at);
  for (const at of missing.toReversed()) mkdirSync(at);
}
