/**
 * Waits for another program's lock, without a time limit. It tries in short attempts, and this thread does other work between
 * them. After a while the wait is reported. The wait can be interrupted, and nothing is written then.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { isLocked } from '../connection/locked.ts';
import { openStore } from '../opening/open.ts';
import type { Store } from '../store.ts';

/** How long this thread blocks for another transaction, and how long it then does other work. */
export const STAND_MS = 100;
export const REST_MS = 100;
/** Longer transactions of other programs are reported. */
const TELL_AFTER_MS = 2000;

/** Called when the wait for another program has lasted for a while, and again when it is over. */
export type OnWaiting = (isWaiting: boolean) => void;

/** One wait after another, of the same who waits. */
export class LockWait {
  readonly #onWaiting: OnWaiting | undefined;
  #since: number | undefined;
  #hasTold = false;

  constructor(onWaiting: OnWaiting | undefined) {
    this.#onWaiting = onWaiting;
  }

  /** Called when an attempt has met a lock. */
  met(): void {
    this.#since ??= performance.now();
    if (this.#hasTold || performance.now() - this.#since <= TELL_AFTER_MS) return;
    this.#hasTold = true;
    this.#onWaiting?.(true);
  }

  /** Called when an attempt has met no lock. */
  over(): void {
    if (this.#hasTold) this.#onWaiting?.(false);
    this.#hasTold = false;
    this.#since = undefined;
  }
}

/** How a wait for other programs is told and ended. By default it is neither. */
export interface Patience {
  readonly onWaiting?: OnWaiting | undefined;
  /** Aborting it ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs `work` until it meets no lock.
 * @param work writes everything or nothing, and is repeated as long as it meets a lock; for example an operation of a store from
 *   `openWhenUnlocked`
 * @throws what `work` throws, and the signal's reason if that ended the wait
 */
export async function whenUnlocked<Result>(
  work: () => Result,
  { onWaiting, signal }: Patience = {},
): Promise<Result> {
  const wait = new LockWait(onWaiting);
  for (;;) {
    try {
      const result = work();
      wait.over();
      return result;
    } catch (error) {
      if (!isLocked(error)) throw error;
    }
    wait.met();
    await sleep(REST_MS);
    signal?.throwIfAborted();
  }
}

/** A store whose own operations block only for a moment; `whenUnlocked` makes them wait. Throws like `openStore` for writing. */
export const openWhenUnlocked = (path: string, patience: Patience = {}): Promise<Store> =>
  whenUnlocked(() => openStore(path, { waitMs: STAND_MS }), patience);
