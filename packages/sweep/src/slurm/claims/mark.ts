/** Puts names in place that only one process may have. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { parseTaskName, taskName, type TaskId } from '../folder.ts';
import { hasCode, readIfThere, type SharedFiles } from './sharedFiles.ts';

/** How often a request is repeated whose result cannot be told. */
const MOST_TRIES = 5;

/**
 * A file that says which process made it. All that a process claims are names of this one file: a claim is one request, needs no room
 * for data on a disk that is full, and is never seen half written.
 */
export class Mark {
  readonly #files: SharedFiles;
  readonly #folder: string;
  /** No two processes write the same, not even two starts of one task. */
  readonly text: string;
  #path: Promise<string> | undefined;

  /** @param folder in which names are put in place: not every file system links between folders */
  constructor(files: SharedFiles, folder: string, owner: TaskId) {
    this.#files = files;
    this.#folder = folder;
    this.text = `${taskName(owner)} ${randomUUID()}\n`;
  }

  /**
   * @returns whether this process has the name, which nobody had before
   * @throws if the file system does not let anyone have it, such as a disk that is full
   */
  async place(name: string): Promise<boolean> {
    const path = join(this.#folder, name);
    for (let tries = 1; ; tries++) {
      try {
        await this.#files.link(await this.#ownFile(), path);
        return true;
      } catch (error) {
        // The request may have been carried out all the same: what is there tells.
        const found = await readIfThere(this.#files, path);
        if (found !== undefined) return found === this.text;
        if (tries === MOST_TRIES) throw error;
        // Too many names, or somebody has tidied up.
        if (hasCode(error, 'EMLINK', 'ENOENT', 'ESTALE')) this.#path = undefined;
        else if (!hasCode(error, 'EEXIST', 'EIO', 'ETIMEDOUT')) throw error;
      }
    }
  }

  #ownFile(): Promise<string> {
    this.#path ??= this.#make();
    return this.#path;
  }

  async #make(): Promise<string> {
    const path = join(this.#folder, `.${randomUUID()}`);
    try {
      await this.#files.write(path, this.text);
      return path;
    } catch (error) {
      this.#path = undefined;
      throw error;
    }
  }
}

/** Who made the mark; undefined if it cannot be read. */
export const ownerIn = (text: string): TaskId | undefined => parseTaskName(text.split(' ')[0]!);
