/** Lanes that are threads of this process. Each place has its own Piscina pool, whose workers serve only that place. */
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { LaneMessage } from '@ranksweep/run';
import type { Batch, BatchAtWork, Lane, LanePlace, Launcher, LauncherOptions } from '../launcher.ts';
import type { LanePost, LaneTask } from './laneTask.ts';
import { BatchSignals, LaneSignals } from './signals.ts';

/** Before its first run, a lane mostly loads modules. With the compile cache, that takes two thirds of the time. */
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/lanes', import.meta.url));

/** The script that computes in its thread. */
export const LANE_WORKER = new URL('./laneWorker.ts', import.meta.url);

export interface ThreadLauncherOptions extends LauncherOptions {
  /** The script that the threads of a place execute. Default: the one that computes there. */
  readonly workerOf?: ((place: LanePlace) => URL) | undefined;
  /** Limit on a lane's JavaScript heap. A lane that exceeds it dies, and nothing else does. Matrices are stored elsewhere. */
  readonly heapMib?: number | undefined;
}

type Pool = Piscina<LaneTask, void>;

export class ThreadLauncher implements Launcher {
  readonly lanes: readonly Lane[];
  readonly signals = new LaneSignals();
  /** Pools by place. */
  readonly #pools = new Map<string, Pool>();

  constructor({ places, atOnce, workerOf = () => LANE_WORKER, heapMib = 4096 }: ThreadLauncherOptions) {
    this.lanes = places.map((place, i) => ({ name: `lane-${i + 1}`, ...place }));
    let left = atOnce;
    for (const [name, [place, ...others]] of Map.groupBy(places, nameOf)) {
      const length = 1 + others.length;
      const pool: Pool = new Piscina<LaneTask, void>({
        filename: workerOf(place!).href,
        minThreads: Math.min(left, length),
        maxThreads: length,
        idleTimeout: Infinity,
        concurrentTasksPerWorker: 1,
        resourceLimits: { maxOldGenerationSizeMb: heapMib },
        env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...(process.env as Record<string, string>) },
      });
      this.#pools.set(name, pool);
      left = Math.max(0, left - length);
    }
  }

  start(lane: Lane, batch: Batch, onMessages: (messages: readonly LaneMessage[]) => void): BatchAtWork {
    const signals = new BatchSignals(batch.runs.map(({ key }) => key));
    const { port1, port2 } = new MessageChannel();
    const end = new AbortController();
    const task: LaneTask = {
      ...batch,
      engine: lane.engine,
      device: lane.device,
      laneSignals: this.signals.memory,
      batchSignals: signals.memory,
      port: port2,
    };
    const run = this.#pools.get(nameOf(lane))!.run(task, { transferList: [port2], signal: end.signal });
    // A lane that dies never sends its last post; the pool's promise rejects instead.
    const ended = Promise.all([run, receiveAll(port1, onMessages)]).finally(() => port1.close());
    return {
      ended: ended.then(() => undefined),
      get beats() {
        return signals.beats;
      },
      get atWork() {
        return signals.atWork;
      },
      written: (count) => {
        signals.messagesWritten = count;
      },
      abandon: (key) => signals.abandon(key),
      pause: (key) => signals.pause(key),
      recall: (key) => signals.recall(key),
      kill() {
        if (signals.processId !== undefined) endProcess(signals.processId);
        end.abort();
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.destroy()));
  }
}

const nameOf = ({ engine, device }: LanePlace): string => `${engine} ${device.id}`;

function endProcess(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // The lane has already ended.
  }
}

/**
 * Resolves with the last post. Waiting for the port to close would not work: an idle worker sleeps on its task queue and sends
 * the close only when it wakes.
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
