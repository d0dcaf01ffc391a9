/** The lanes: a Piscina thread pool whose every worker runs one trajectory at a time. */
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { LaneMessage, LanePost, LaneTask } from './laneMessages.ts';

/** Loading its modules is most of what a lane does before its first run; from the cache it takes two thirds of the time. */
const COMPILE_CACHE = fileURLToPath(new URL('../node_modules/.cache/lanes', import.meta.url));

export type Batch = Pick<LaneTask, 'runs' | 'engine' | 'abandoned'>;

export class LanePool {
  readonly lanes: number;
  readonly #pool: Piscina<LaneTask, void>;
  readonly #interrupt = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  /**
   * @param started lanes whose threads start at once, which takes a while; the others start when they are needed
   * @param worker what lanes execute; the default computes
   */
  constructor(lanes: number, started: number, worker = new URL('./laneWorker.ts', import.meta.url)) {
    this.lanes = lanes;
    this.#pool = new Piscina<LaneTask, void>({
      filename: worker.href,
      minThreads: Math.min(started, lanes),
      maxThreads: lanes,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...(process.env as Record<string, string>) },
    });
  }

  /** Asks all lanes to stop where they are. */
  interrupt(): void {
    Atomics.store(this.#interrupt, 0, 1);
  }

  get isInterrupted(): boolean {
    return Atomics.load(this.#interrupt, 0) !== 0;
  }

  /**
   * Runs a batch on a lane that is free; messages come in order.
   * @throws when the lane dies
   */
  async run(batch: Batch, onMessages: (messages: readonly LaneMessage[]) => void): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const lastReceived = receiveAll(port1, onMessages);
    const task: LaneTask = { ...batch, interrupt: this.#interrupt, port: port2 };
    try {
      // A lane that dies never posts its last: then the pool's promise rejects.
      await Promise.all([this.#pool.run(task, { transferList: [port2] }), lastReceived]);
    } finally {
      port1.close();
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

/**
 * Resolves with the last post. The port's closing would not do: an idle worker sleeps on its task queue and sends it
 * only when it wakes.
 */
const receiveAll = (
  port: MessagePort,
  onMessages: (messages: readonly LaneMessage[]) => void,
): Promise<void> =>
  new Promise((resolve) => {
    port.on('message', ({ messages, isLast }: LanePost) => {
      onMessages(messages);
      if (isLast) resolve();
    });
  });
