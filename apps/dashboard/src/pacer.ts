/**
 * Looks whether the database has changed, and has it read again: at most ten times a second, and so that reading and drawing
 * take a tenth of a core. That a process has died changes nothing in the database, so it is read again after a while in any case.
 */
import type { ReadOnlyStore } from '@ranksweep/store';

const LOOK_EVERY_MS = 100;
const READ_EVERY_MS = 2000;
/** Of a core. */
const SHARE = 0.1;

export class Pacer {
  readonly #store: ReadOnlyStore;
  readonly #read: () => void;
  readonly #onRead: () => void;
  #version: number | undefined;
  #readAt = -Infinity;
  #lookedAt = -Infinity;
  #cpuMsThen = cpuMs();
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
    const now = performance.now();
    // The drawing that follows a read is paid for before the next.
    const restMs = this.#lookedAt + (cpuMs() - this.#cpuMsThen) / SHARE - now;
    if (restMs > 0) return void (this.#timer = setTimeout(() => this.#look(), restMs));
    this.#lookedAt = now;
    this.#cpuMsThen = cpuMs();
    const version = this.#store.dataVersion();
    if (version !== this.#version || now - this.#readAt > READ_EVERY_MS) {
      this.#version = version;
      this.#readAt = now;
      this.#read();
      this.#onRead();
    }
    this.#timer = setTimeout(() => this.#look(), LOOK_EVERY_MS);
  }
}

/** Processor time of this process so far. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
