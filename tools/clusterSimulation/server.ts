/** A server with a queue: of files, or Slurm's controller. */
import type { VirtualClock } from './clock.ts';

export interface ServerOptions {
  /** Requests that it serves at a time. */
  readonly atATime: number;
  /** From a node and back. */
  readonly roundTripMs: number;
}

export interface Load {
  readonly requests: number;
  /** Of any second. */
  readonly mostInASecond: number;
  /** The share of the time in which it worked, over all that it could do at a time, in the busiest minute. */
  readonly busiestMinute: number;
  /** How long a request took at most, its time in the queue included. */
  readonly longestMs: number;
}

export class Server {
  readonly #clock: VirtualClock;
  readonly #options: ServerOptions;
  /** When each of those that serve is free. */
  readonly #freeAt: number[];
  readonly #seconds = new Map<number, number>();
  readonly #busyMs = new Map<number, number>();
  #requests = 0;
  #longestMs = 0;

  constructor(clock: VirtualClock, options: ServerOptions) {
    this.#clock = clock;
    this.#options = options;
    this.#freeAt = Array.from({ length: options.atATime }, () => 0);
  }

  /**
   * Resolves when the answer is there.
   * @param times requests that follow on each other
   */
  async request(serviceMs: number, times = 1): Promise<void> {
    if (times === 0) return;
    const now = this.#clock.now();
    const who = this.#freeAt.indexOf(Math.min(...this.#freeAt));
    const endsAt = Math.max(now, this.#freeAt[who]!) + serviceMs * times;
    this.#freeAt[who] = endsAt;
    this.#requests += times;
    add(this.#seconds, Math.floor(now / 1000), times);
    add(this.#busyMs, Math.floor(endsAt / 60_000), serviceMs * times);
    this.#longestMs = Math.max(this.#longestMs, (endsAt - now) / times);
    await this.#clock.sleep(endsAt - now + this.#options.roundTripMs * times);
  }

  get load(): Load {
    const most = (counts: ReadonlyMap<number, number>): number =>
      [...counts.values()].reduce((largest, count) => Math.max(largest, count), 0);
    return {
      requests: this.#requests,
      mostInASecond: most(this.#seconds),
      busiestMinute: most(this.#busyMs) / (60_000 * this.#options.atATime),
      longestMs: this.#longestMs,
    };
  }
}

const add = (counts: Map<number, number>, key: number, amount: number): void =>
  void counts.set(key, (counts.get(key) ?? 0) + amount);
