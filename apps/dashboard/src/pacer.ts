/**
 * Looks whether the database has changed, and has it read again: at most ten times a second, and a tenth of the time. That a
 * process has died changes nothing in the database, so it is read again after a while in any case.
 */
import type { ReadOnlyStore } from '@ranksweep/store';

const LOOK_EVERY_MS = 100;
const READ_EVERY_MS = 2000;
/** What reading may take of the time. */
const SHARE = 0.1;

export class Pacer {
  readonly #store: ReadOnlyStore;
  readonly #read: () => void;
  readonly #onRead: () => void;
  #version: number | undefined;
  #readAt = -Infinity;
  #timer: NodeJS.Timeout;

  constructor(store: ReadOnlyStore, read: () => void, onRead: () => void) {
    this.#store = store;
    this.#read = read;
    this.#onRead = onRead;
    this.#timer = setTimeout(() => this.#look(), 0);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #look(): void {
    const startedAt = performance.now();
    const version = this.#store.dataVersion();
    if (version !== this.#version || startedAt - this.#readAt > READ_EVERY_MS) {
      this.#version = version;
      this.#readAt = startedAt;
      this.#read();
      this.#onRead();
    }
    const tookMs = performance.now() - startedAt;
    this.#timer = setTimeout(() => this.#look(), Math.max(LOOK_EVERY_MS, tookMs / SHARE));
  }
}
