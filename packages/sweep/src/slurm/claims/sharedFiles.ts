/**
 * All that claims ask of the shared folder's file system. It is little, since network file systems keep little of what a local one
 * promises: a link is made once, and what was written and flushed is there for whoever opens it afterwards. Listings may be old, and
 * the reply to a request that was carried out may be lost.
 */
import { access, link, open, readdir, readFile } from 'node:fs/promises';

/** Errors are those of Node's file system, with a `code`. */
export interface SharedFiles {
  /**
   * Makes a file, and waits until the server has it on its disk.
   * @throws with the code EEXIST if there is one
   */
  write(path: string, text: string): Promise<void>;
  /**
   * Gives a file another name.
   * @throws with the code EEXIST if there is a file of this name, which may be the same file: the reply to an earlier request is lost
   */
  link(existing: string, path: string): Promise<void>;
  /** @throws with the code ENOENT if there is no such file */
  read(path: string): Promise<string>;
  list(folder: string): Promise<string[]>;
}

export const sharedFiles: SharedFiles = {
  async write(path, text) {
    const file = await open(path, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  },
  link,
  read: (path) => readFile(path, 'utf8'),
  list: (folder) => readdir(folder),
};

export const hasCode = (error: unknown, ...codes: readonly string[]): boolean =>
  codes.includes((error as NodeJS.ErrnoException).code ?? '');

/** The file's text; undefined if there is none. */
export async function readIfThere(files: SharedFiles, path: string): Promise<string | undefined> {
  try {
    return await files.read(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** @throws Error of the file system where it does not tell, which says nothing of the file */
export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}
