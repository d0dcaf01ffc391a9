/** Has this task ask for the runs of all, from when it is the one that does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@ranksweep/store';
import { Asker, type AskerOptions } from './asker.ts';
import { ASK_COST } from '../paces.ts';

export interface AskingOptions extends Omit<AskerOptions, 'store'> {
  /** Path of its own database, which does not exist yet. */
  readonly db: string;
  /** How often it looks for results. */
  readonly askEveryMs: number;
  readonly signal: AbortSignal;
  /** Told of trouble with the shared folder, which is tried again. */
  readonly onTrouble: (error: Error) => void;
  /** Told if the search itself fails, as it would anywhere. */
  readonly onFailure: () => void;
}

export class Asking {
  readonly #options: AskingOptions;
  #work: Promise<void> | undefined;
  #failure: { readonly error: unknown } | undefined;

  constructor(options: AskingOptions) {
    this.#options = options;
  }

  /** May be called again. */
  begin(): void {
    this.#work ??= this.#ask().catch((error: unknown) => {
      this.#failure = { error };
      this.#options.onFailure();
    });
  }

  /** Resolves once nothing more is to be asked for, or the signal is aborted. @throws what made the search fail */
  async ended(): Promise<void> {
    await this.#work;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  async #ask(): Promise<void> {
    const { db, signal } = this.#options;
    const store = openStore(db);
    try {
      const asker = await this.#patiently(() => Asker.begin({ ...this.#options, store }));
      if (asker === undefined) return;
      await this.#askWith(asker).finally(() => asker.close());
      if (signal.aborted) await asker.publish();
    } finally {
      store.close();
    }
  }

  #askWith(asker: Asker): Promise<boolean | undefined> {
    return this.#patiently(
      () => asker.step(),
      (isOver) => isOver,
    );
  }

  /** @returns undefined if the signal was aborted before there was a result that is good */
  async #patiently<Result>(
    work: () => Promise<Result>,
    isGood: (result: Result) => boolean = () => true,
  ): Promise<Result | undefined> {
    const { signal, now, askEveryMs, onTrouble } = this.#options;
    while (!signal.aborted) {
      const startedAt = now();
      try {
        const result = await work();
        if (isGood(result)) return result;
      } catch (error) {
        if (!isOfFileSystem(error)) throw error;
        onTrouble(error);
      }
      const restMs = Math.max(askEveryMs, (now() - startedAt) / ASK_COST);
      await sleep(restMs, undefined, { signal }).catch(() => {});
    }
    return undefined;
  }
}

const isOfFileSystem = (error: unknown): error is Error => error instanceof Error && 'syscall' in error;
