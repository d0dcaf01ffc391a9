/** Replaces files atomically. */
import { renameSync, writeFileSync } from 'node:fs';
import { removeTemporary, temporaryBeside } from './temporaryFile.ts';

export interface ReplaceOptions {
  /** Who may read and write the file, if the umask lets them. Default: everybody. */
  readonly mode?: number;
}

/**
 * Creates a file, or replaces an existing one. Readers see the old file or the new one, never a part. If it fails, the old file
 * is kept and nothing else is left. The folder must exist.
 * @throws Error of the file system
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666 }: ReplaceOptions = {},
): void {
  const temporary = temporaryBeside(path);
  try {
    // No other process's file has this name, and a link that somebody has put there is not followed.
    writeFileSync(temporary, content, { flag: 'wx', mode });
    renameSync(temporary, path);
  } catch (error) {
    removeTemporary(temporary);
    throw error;
  }
}
