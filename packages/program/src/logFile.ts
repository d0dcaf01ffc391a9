/**
 * What a program has written that is no snapshot: a file in the run's folder. When it has grown to its limit, it becomes the older of
 * two, so that the last output is always there.
 */
import {
  appendFileSync,
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

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
  readonly #mostBytes: number;
  #waiting: string[] = [];
  #waitingLength = 0;
  #size: number;
  #tail = '';

  /** @param folder is created if it does not exist */
  constructor(folder: string, mostBytes = MOST_BYTES) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, LOG);
    this.#older = join(folder, OLDER);
    this.#mostBytes = mostBytes;
    this.#size = statSync(this.#path, { throwIfNoEntry: false })?.size ?? 0;
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
    const bytes = Buffer.from(text).subarray(-this.#mostBytes);
    if (this.#size > 0 && this.#size + bytes.length > this.#mostBytes) {
      renameSync(this.#path, this.#older);
      this.#size = 0;
    }
    appendFileSync(this.#path, bytes);
    this.#size += bytes.length;
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
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, mostBytes));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString();
  } finally {
    closeSync(file);
  }
}
