/** The lanes: a Piscina thread pool whose every worker runs one trajectory at a time. */
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { LaneMessage } from '@ranksweep/run';
import type { LanePost, LaneTask } from '../laneMessages.ts';
import { LaneSignals } from '../signals.ts';

/** Loading its modules is most of what a lane does before its first run; from the cache it takes two thirds of the time. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/lanes', import.meta.url));

export type Batch = Omit<LaneTask, 'laneSignals' | 'port'>;

export interface LanePoolOptions {
  /** What lanes execute; the default computes. */
  readonly worker?: URL | undefined;
  /** JavaScript's memory of a lane: beyond it the lane dies, and nothing else. Matrices lie elsewhere. */
  readonly heapMib?: number | undefined;
}

export class LanePool {
  readonly lanes: number;
  readonly signals = new LaneSignals();
  readonly #pool: Piscina<LaneTask, void>;

  /**
   * @param started lanes whose threads start at once, which takes a while; the others start when they are needed
   */
  constructor(
    lanes: number,
    started: number,
    { worker = new URL('./laneWorker.ts', import.meta.url), heapMib = 4096 }: LanePoolOptions = {},
  ) {
    this.lanes = lanes;
    this.#pool = new Piscina<LaneTask, void>({
      filename: worker.href,
      minThreads: Math.min(started, lanes),
      maxThreads: lanes,
      idleTimeout: Infinity,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: heapMib },
      env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...(process.env as Record<string, string>) },
    });
  }

  /**
   * Runs a batch on a lane that is free; messages come in order.
   * @param end ends the lane in the midst of what it does
   * @throws when the lane dies
   */
  async run(
    batch: Batch,
    end: AbortSignal,
    onMessages: (messages: readonly LaneMessage[]) => void,
  ): Promise<void> {
    const { port1, port2 } = new MessageChannel();
    const lastReceived = receiveAll(port1, onMessages);
    const task: LaneTask = { ...batch, laneSignals: this.signals.memory, port: port2 };
    try {
      // A lane that dies never posts its last: then the pool's promise rejects.
      await Promise.all([this.#pool.run(task, { transferList: [port2], signal: end }), lastReceived]);
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
      if (messages.length > 0) onMessages(messages);
      if (isLast) resolve();
    });
  });
