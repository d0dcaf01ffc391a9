/** One side of a comparison: a process that advances one workload on request. */
import { execa } from 'execa';
import type {
  Advanced,
  AdvanceRequest,
  CohortRequest,
  Digests,
  Failure,
  Measured,
  MeasuredAll,
  Peak,
  Ready,
  Request,
} from './protocol.ts';

export interface Side {
  readonly framework: string;
  advance(request: AdvanceRequest): Promise<Advanced>;
  /** Mean square of the residuals, over all that is fitted; NaN where it is not finite. */
  loss(): Promise<number>;
  close(): Promise<void>;
}

export interface SideOptions {
  /** Added to the environment. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** A process that takes longer for an answer, or to end, is killed. Default: it takes as long as it takes. */
  readonly mostMs?: number | undefined;
  /** So is one from which an answer is awaited at that moment of `performance.now()`. */
  readonly endsAt?: number | undefined;
}

/** The process behind a side; answers come one at a time, in the order of the requests. */
export class SideProcess implements Side {
  readonly #talk: Conversation;
  readonly #ready: Ready;

  private constructor(talk: Conversation, ready: Ready) {
    this.#talk = talk;
    this.#ready = ready;
  }

  /**
   * Starts a process and waits until it is ready.
   * @throws Error with what the process said when it fails
   */
  static async start(file: string, args: readonly string[], options: SideOptions = {}): Promise<SideProcess> {
    const talk = new Conversation(file, args, options);
    return new SideProcess(talk, await talk.answer<Ready>());
  }

  get framework(): string {
    return this.#ready.framework;
  }

  /** Of a process of cohorts: the name of what it computes on. */
  get device(): string | undefined {
    return this.#ready.device;
  }

  /** Of a process of cohorts: begins so many runs, in place of those before. */
  async fill(cohort: number): Promise<void> {
    await this.#talk.ask<CohortRequest>({ cohort });
  }

  advance(request: AdvanceRequest): Promise<Advanced> {
    return this.#talk.ask<Advanced>(request);
  }

  async loss(): Promise<number> {
    return (await this.#talk.ask<Measured>({ measure: 'loss' })).loss ?? NaN;
  }

  /** Of every run of a cohort. */
  async losses(): Promise<number[]> {
    return (await this.#talk.ask<MeasuredAll>({ measure: 'losses' })).losses.map((loss) => loss ?? NaN);
  }

  async digests(): Promise<readonly string[]> {
    return (await this.#talk.ask<Digests>({ measure: 'digests' })).digests;
  }

  peak(peakMs: number): Promise<Peak> {
    return this.#talk.ask<Peak>({ peakMs });
  }

  close(): Promise<void> {
    return this.#talk.end();
  }
}

const spawn = (file: string, args: readonly string[], env: SideOptions['environment'] = {}) =>
  execa(file, args, { stdin: 'pipe', reject: false, buffer: { stdout: false, stderr: true }, env });

const LATE = Symbol('late');

/** Requests to a process and its answers, a line each. */
class Conversation {
  readonly #child: ReturnType<typeof spawn>;
  readonly #answers: AsyncIterator<string>;
  readonly #mostMs: number;
  readonly #endsAt: number;

  constructor(
    file: string,
    args: readonly string[],
    { environment, mostMs = Infinity, endsAt = Infinity }: SideOptions,
  ) {
    this.#child = spawn(file, args, environment);
    this.#answers = this.#child.iterable()[Symbol.asyncIterator]();
    this.#mostMs = mostMs;
    this.#endsAt = endsAt;
  }

  ask<Answer>(request: Request): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    return this.answer<Answer>();
  }

  /** @throws Error with what the process said when it fails */
  async answer<Answer>(): Promise<Answer> {
    const leftMs = this.#leftMs();
    const result = await this.#inTime(this.#answers.next(), leftMs);
    if (result === LATE) {
      // A timer may be early by a millisecond: which limit it kept is not to be read from the clock.
      throw new Error(
        leftMs < this.#mostMs
          ? 'no time was left'
          : `expected an answer within ${this.#mostMs / 1000} s, found none`,
      );
    }
    if (result.done) {
      const { shortMessage, stderr } = await this.#child;
      throw new Error(`${shortMessage ?? 'ended before it answered'} ${stderr}`.trim());
    }
    const answer = JSON.parse(result.value) as Answer | Failure;
    if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Error(answer.error);
    return answer as Answer;
  }

  async end(): Promise<void> {
    this.#child.stdin.end();
    await this.#inTime(this.#child, this.#leftMs());
  }

  #leftMs(): number {
    return Math.max(0, this.#endsAt - performance.now());
  }

  /** Kills the process where it takes too long. Its output may stay open: processes that it has started hold it, too. */
  async #inTime<Result>(awaited: PromiseLike<Result>, leftMs: number): Promise<Result | typeof LATE> {
    const mostMs = Math.min(this.#mostMs, leftMs);
    if (mostMs === Infinity) return awaited;
    const { promise: late, resolve } = Promise.withResolvers<typeof LATE>();
    const timer = setTimeout(() => {
      this.#child.kill('SIGKILL');
      this.#child.stdout.destroy();
      this.#child.stderr.destroy();
      resolve(LATE);
    }, mostMs);
    try {
      return await Promise.race([awaited, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}
