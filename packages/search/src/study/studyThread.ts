/**
 * A study that is computed ahead, in a thread of its own: the trials that it asks for are those of `Study`, and meanwhile runs are handed out
 * and results are written.
 */
import { Worker } from 'node:worker_threads';
import { InputError } from '@ranksweep/core';
import { ResultsInOrder } from './resultsInOrder.ts';
import type { StudyOptions } from './study.ts';
import type { AskedTrial, Suggestions } from './suggestions.ts';
import type { FromThread, ToldTrial } from './threadMessages.ts';

export class StudyThread implements Suggestions {
  readonly #search: StudyOptions['search'];
  readonly #worker: Worker;
  /** Suggested, and not asked for yet; and how many were suggested at all. */
  readonly #suggested: AskedTrial[] = [];
  #suggestions = 0;
  #hasLast = false;
  readonly #results: ResultsInOrder;
  /** Results that the thread does not have yet. */
  #told: ToldTrial[] = [];
  #failure: Error | undefined;
  #coming = Promise.withResolvers<void>();

  constructor(options: StudyOptions) {
    const { part, base, search } = options;
    this.#search = search;
    this.#results = new ResultsInOrder(search.trials);
    this.#worker = new Worker(new URL('studyWorker.ts', import.meta.url), {
      name: 'search',
      workerData: { part, base, search } satisfies StudyOptions,
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#receive(message));
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', (code) =>
      this.#fail(
        new Error(`${part}: expected the thread of its search to stay, found that it ended with ${code}`),
      ),
    );
  }

  /**
   * The next trial that is there; undefined while none is.
   * @throws InputError like `Study.ask`; Error if the thread has died
   */
  ask(): AskedTrial | undefined {
    if (this.#suggested.length > 0) return this.#suggested.shift();
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  tell(number: number, loss: number): void {
    if (!this.#results.add(number)) return;
    if (this.#told.push([number, loss]) === 1) queueMicrotask(() => this.#send());
    if (this.isOver) this.close();
  }

  get trials(): number | undefined {
    return this.#hasLast && this.#suggested.length === 0 ? this.#suggestions : undefined;
  }

  get isOver(): boolean {
    return this.#hasLast && this.#results.count === this.#suggestions;
  }

  /** Resolves when `ask` has more to say; undefined if that takes further results. */
  get coming(): Promise<void> | undefined {
    const { parallel } = this.#search;
    const owes = !this.#hasLast && this.#suggestions - this.#results.count < parallel;
    if (!owes || this.#failure !== undefined) return undefined;
    this.#worker.ref(); // Somebody waits for it.
    return this.#coming.promise;
  }

  close(): void {
    this.#worker.removeAllListeners();
    void this.#worker.terminate();
  }

  #send(): void {
    this.#worker.postMessage(this.#told);
    this.#told = [];
  }

  #receive(message: FromThread): void {
    if ('problem' in message) return this.#fail(new InputError(message.problem));
    this.#suggested.push(...message.asked);
    this.#suggestions += message.asked.length;
    this.#hasLast ||= message.isLast;
    this.#news();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#news();
  }

  #news(): void {
    this.#worker.unref();
    this.#coming.resolve();
    this.#coming = Promise.withResolvers();
  }
}
