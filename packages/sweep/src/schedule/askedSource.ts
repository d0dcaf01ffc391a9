/** A sweep's source, with what all lanes keep to that ask it: one question at a time, and no more after an error. */
import type { Job } from '../plan/job.ts';
import type { AskingLane, Report, RunSource, Turn } from './source.ts';

/** The most runs per batch: for lanes that compute them in turn, and for lanes that advance them together. */
const MOST_RUNS = 64;
const MOST_TOGETHER = 512;

export const mostRunsOf = ({ isTogether }: AskingLane): number => (isTogether ? MOST_TOGETHER : MOST_RUNS);

export class AskedSource {
  readonly #source: RunSource;
  readonly #onFailure: () => void;
  /** The answer to the last question. */
  #asking: Promise<unknown> = Promise.resolve();
  #reports = 0;
  #isInterrupted = false;
  readonly #interruption = Promise.withResolvers<'end'>();
  #failure: { readonly error: unknown } | undefined;

  /** @param onFailure called if the source throws while it is told something; lanes should then stop */
  constructor(source: RunSource, onFailure: () => void) {
    this.#source = source;
    this.#onFailure = onFailure;
  }

  /** How often it was told something, which may change its answers. */
  get reports(): number {
    return this.#reports;
  }

  /** @throws what the source throws */
  async ask(lane: AskingLane): Promise<Turn> {
    const asking = this.#asking.then(() =>
      this.#isInterrupted ? 'end' : this.#source.next(mostRunsOf(lane), lane),
    );
    this.#asking = asking.catch(() => {}); // The caller handles it.
    return await Promise.race([asking, this.#interruption.promise]);
  }

  /** An error of the source must not undo what it was told, which is already in the store. */
  tell(report: Report): 'go on' | 'pause' {
    let answer: 'go on' | 'pause' = 'go on';
    try {
      answer = this.#source.tell(report);
    } catch (error) {
      this.#failure ??= { error };
      this.#onFailure();
    }
    this.#reports++;
    return answer;
  }

  /** Answers every question from now on with the end, also one that the source is still thinking about. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#interruption.resolve('end');
  }

  close(): void {
    this.#source.close?.();
  }

  /** @throws what the source has thrown when it was told something */
  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}

/**
 * Checks what a source has answered.
 * @param underWay runs that lanes have, or will get again without the source being asked
 * @throws Error for no runs, for a run that is under way, or an invalid iteration to pause at
 */
export function requireNew(jobs: readonly Job[], underWay: ReadonlySet<number>): void {
  if (jobs.length === 0) throw new Error('source: expected runs, wait or end, found no runs');
  const taken = new Set(underWay);
  for (const { run, pauseAt = 0 } of jobs) {
    if (taken.has(run.runId)) {
      throw new Error(`source: expected runs that no lane has, found run ${run.runId}, which one has`);
    }
    taken.add(run.runId);
    if (!Number.isSafeInteger(pauseAt) || pauseAt < 0) {
      throw new Error(`source: expected pauseAt to be an iteration, found ${pauseAt} for run ${run.runId}`);
    }
  }
}
