/** Files that change at once. */
import { renameSync, writeFileSync } from 'node:fs';
import { removeTemporary, temporaryBeside } from './temporaryFile.ts';

export interface ReplaceOptions {
  /** Who may read and write the file, if the umask lets them. Default: everybody. */
  readonly mode?: number;
}

/**
 * Puts a file in the place of the one that is there, if any. A reader sees the old one or the new one, never a part; where that
 * fails, the old one stays and nothing is left beside it. The folder has to be there.
 * @throws Error of the file system
 */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  { mode = 0o666 }: ReplaceOptions = {},
): void {
  const temporary = temporaryBeside(path);
  try {
    // Nobody else's file has that name; a link that somebody has put there is not followed.
    writeFileSync(temporary, content, { flag: 'wx', mode });
    renameSync(temporary, path);
  } catch (error) {
    removeTemporary(temporary);
    throw error;
  }
}
