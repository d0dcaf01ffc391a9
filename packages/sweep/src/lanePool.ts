/** The lanes: a Piscina thread pool whose every worker runs one trajectory at a time. */
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { LaneMessage, LaneTask } from './laneMessages.ts';

export type LaneRequest = Pick<LaneTask, 'config' | 'engine' | 'checkpoint'>;

export class LanePool {
  readonly #pool: Piscina<LaneTask, void>;
  readonly #interrupt = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  readonly #waiting: ((lane: number) => void)[] = [];
  readonly #free: number[];

  constructor(lanes: number) {
    this.#free = Array.from({ length: lanes }, (_, lane) => lane + 1).reverse();
    this.#pool = new Piscina<LaneTask, void>({
      filename: new URL('./laneWorker.ts', import.meta.url).href,
      minThreads: lanes,
      maxThreads: lanes,
      concurrentTasksPerWorker: 1,
    });
  }

  /** Asks all lanes to stop where they are, and those that wait not to begin. */
  interrupt(): void {
    Atomics.store(this.#interrupt, 0, 1);
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#interrupt, 0) !== 0;
  }

  /** Resolves with the number of a lane, in the order of the calls, once one is free. */
  async acquire(): Promise<number> {
    return this.#free.pop() ?? (await new Promise<number>((resolve) => this.#waiting.push(resolve)));
  }

  release(lane: number): void {
    const next = this.#waiting.shift();
    if (next) next(lane);
    else this.#free.push(lane);
  }

  /**
   * Runs a trajectory; messages come in order, the last one is its end or failure.
   * @throws what a message handler throws, and when the lane dies
   */
  async run(request: LaneRequest, onMessage: (message: LaneMessage) => void): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const lastReceived = receiveAll(port1, onMessage);
    const task: LaneTask = { ...request, interrupt: this.#interrupt, port: port2 };
    const abort = new AbortController();
    try {
      // A lane that dies never says its last: then the pool's promise rejects.
      await Promise.all([
        this.#pool.run(task, { transferList: [port2], signal: abort.signal }),
        lastReceived,
      ]);
    } catch (error) {
      abort.abort(); // nobody listens any more: the lane is free for the next run
      throw error;
    } finally {
      port1.close();
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/**
 * Resolves with the last message, rejects when a handler throws. The port's closing would not do: an idle worker sleeps
 * on its task queue and sends it only when it wakes.
 */
const receiveAll = (port: MessagePort, onMessage: (message: LaneMessage) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    port.on('message', (message: LaneMessage) => {
      try {
        onMessage(message);
        if (message.kind !== 'chunk') resolve();
      } catch (error) {
        reject(error as Error);
      }
    });
  });
