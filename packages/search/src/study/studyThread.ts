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
  readonly #options: StudyOptions;
  /** Begins when it is first asked. */
  #worker: Worker | undefined;
  #isClosed = false;
  /** Trials that were not asked for yet. */
  readonly #waiting: AskedTrial[] = [];
  #suggested = 0;
  #hasLast = false;
  readonly #results: ResultsInOrder;
  /** Results that the thread does not have yet. */
  #unsent: ToldTrial[] = [];
  #failure: Error | undefined;
  #news = Promise.withResolvers<void>();

  constructor({ part, base, search }: StudyOptions) {
    this.#options = { part, base, search };
    this.#results = new ResultsInOrder(search.trials);
  }

  /** @throws Error if the thread has died, once what it had suggested was asked for */
  ask(): AskedTrial | undefined {
    this.#begin();
    if (this.#waiting.length > 0) return this.#waiting.shift();
    if (this.#failure !== undefined) throw this.#failure;
    return undefined;
  }

  tell(number: number, loss: number): void {
    if (!this.#results.add(number)) return;
    if (this.#unsent.push([number, loss]) === 1) queueMicrotask(() => this.#send());
    if (this.isOver) this.close();
  }

  get trials(): number | undefined {
    return this.#hasLast && this.#waiting.length === 0 ? this.#suggested : undefined;
  }

  get isOver(): boolean {
    return this.#hasLast && this.#results.count === this.#suggested;
  }

  more(): Promise<void> | undefined {
    if (this.#waiting.length > 0 || this.#failure !== undefined) return Promise.resolve();
    const isDue = !this.#hasLast && this.#suggested - this.#results.count < this.#options.search.parallel;
    if (!isDue || this.#isClosed) return undefined;
    this.#worker?.ref(); // Somebody waits for it.
    return this.#news.promise;
  }

  close(): void {
    this.#isClosed = true;
    void this.#worker?.terminate();
    this.#tellNews();
  }

  #begin(): void {
    if (this.#worker !== undefined || this.#isClosed) return;
    this.#worker = new Worker(new URL('studyWorker.ts', import.meta.url), {
      name: 'search',
      workerData: this.#options,
    });
    this.#worker.unref();
    this.#worker.on('message', (message: FromThread) => this.#receive(message));
    this.#worker.on('error', (error: Error) => this.#die(error.message, error));
    this.#worker.on('exit', (code) => this.#die(`it ended with ${code}`));
  }

  #send(): void {
    this.#worker?.postMessage(this.#unsent);
    this.#unsent = [];
  }

  #receive(message: FromThread): void {
    if ('problem' in message) return this.#fail(new InputError(message.problem));
    this.#waiting.push(...message.asked);
    this.#suggested += message.asked.length;
    this.#hasLast ||= message.isLast;
    this.#tellNews();
  }

  #die(reason: string, cause?: Error): void {
    this.#fail(new Error(`${this.#options.part}: the thread of its search has died: ${reason}`, { cause }));
  }

  #fail(error: Error): void {
    if (this.#isClosed) return;
    this.#failure ??= error;
    this.#tellNews();
  }

  #tellNews(): void {
    this.#worker?.unref();
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
