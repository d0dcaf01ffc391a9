/**
 * What a program has written that is no snapshot: a file in the run's folder. When it has grown to its limit, it becomes the older of
 * two, so that the last output is always there. The folder is the program's, too, which may remove it, and its disk may be full: output
 * that cannot be written is lost, and nothing else.
 */
import { appendFileSync, closeSync, fstatSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createFolder, fileSystemReason } from '@ranksweep/machine';

const LOG = 'output.log';
const OLDER = 'output.1.log';
const MOST_BYTES = 8 * 2 ** 20;
/** Output is written once there is so much of it, or when `flush` is called. */
const WRITE_AT_BYTES = 64 * 2 ** 10;
/** So much of the end is kept in memory, for the error of a run that fails. */
const TAIL_CHARACTERS = 4096;

export class LogFile {
  readonly #path: string;
  readonly #older: string;
  readonly #lost: (why: string) => void;
  #waiting: string[] = [];
  #waitingLength = 0;
  #hasLost = false;
  #tail = '';

  /**
   * @param folder is created if it does not exist
   * @param lost is told why output cannot be written, the first time
   * @throws Error if the folder cannot be created
   */
  constructor(folder: string, lost: (why: string) => void) {
    try {
      createFolder(folder);
    } catch (error) {
      const reason = fileSystemReason(error);
      throw new Error(
        `expected a folder for the run's files, found that ${folder} cannot be created (${reason})`,
        {
          cause: error,
        },
      );
    }
    this.#path = join(folder, LOG);
    this.#older = join(folder, OLDER);
    this.#lost = lost;
  }

  add(text: string): void {
    if (text === '') return;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    if (this.#waitingLength >= WRITE_AT_BYTES) this.flush();
  }

  flush(): void {
    if (this.#waitingLength === 0) return;
    const text = this.#waiting.join('');
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#tail = `${this.#tail}${text}`.slice(-TAIL_CHARACTERS);
    try {
      this.#write(text);
    } catch (error) {
      if (this.#hasLost) return;
      this.#hasLost = true;
      this.#lost(`${this.#path} cannot be written (${fileSystemReason(error)})`);
    }
  }

  #write(text: string): void {
    const bytes = Buffer.from(text).subarray(-MOST_BYTES);
    const size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
    if (size > 0 && size + bytes.length > MOST_BYTES) renameSync(this.#path, this.#older);
    appendFileSync(this.#path, bytes);
  }

  /** The end of what was added. */
  get tail(): string {
    this.flush();
    return this.#tail;
  }
}

/**
 * The last lines of a run's log.
 * @returns undefined if the run has none
 */
export function logTail(folder: string, lines: number): string | undefined {
  const texts = [OLDER, LOG].map((name) => endOf(join(folder, name), lines * 200));
  if (texts.every((text) => text === undefined)) return undefined;
  return lastLines(texts.join(''), lines);
}

/** The last lines that are not empty at the end of a text. */
export const lastLines = (text: string, count: number): string =>
  text.trimEnd().split('\n').slice(-count).join('\n');

function endOf(path: string, mostBytes: number): string | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const bytes = Buffer.alloc(Math.min(size, mostBytes));
      readSync(file, bytes, 0, bytes.length, size - bytes.length);
      return bytes.toString();
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined; // There is none, or what is there is no log.
  }
}
