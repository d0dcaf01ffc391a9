/** The thread that drives a lane's process. It passes requests to the process, and its messages back. */
import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import type { LanePost, LaneTask } from '../threads/laneTask.ts';
import { BatchSignals, LaneSignals } from '../threads/signals.ts';
import type { FromProcess, Requests, ToProcess } from './protocol.ts';

const PROCESS = fileURLToPath(new URL('./laneProcess.ts', import.meta.url));
/** How long a request may wait before it is passed on. */
const LOOK_EVERY_MS = 20;
/** How many characters of the process's last output to keep. They appear in the error if the process dies. */
const MOST_CHARACTERS = 1000;

/** The process outlives its batch, because starting one takes longer than many runs do. */
let living: LaneProcess | undefined;

/** @throws if the process dies */
export default async function driveLane(task: LaneTask): Promise<void> {
  const lane = (living ??= new LaneProcess(task.device.environment));
  try {
    await lane.compute(task);
  } catch (error) {
    lane.kill();
    living = undefined;
    throw error;
  }
}

class LaneProcess {
  readonly #child: ChildProcess;
  /** Rejects with the reason once the process has ended. */
  readonly #death: Promise<never>;

  /** @param environment what the device needs besides this process's environment */
  constructor(environment: Readonly<Record<string, string>> = {}) {
    const child = execa(process.execPath, [...process.execArgv, PROCESS], {
      env: { ...environment }, // Execa adds this process's own.
      ipc: true,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe'],
      buffer: false,
      reject: false,
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said = `${said}${text.toString()}`.slice(-MOST_CHARACTERS)));
    this.#child = child.nodeChildProcess;
    this.#death = child.then(({ exitCode, signal }) => {
      const how = signal === undefined ? `status ${exitCode}` : signal;
      throw new Error(`its process ended (${how})${said === '' ? '' : `: ${said.trim()}`}`);
    });
    this.#death.catch(() => {
      if (living === this) living = undefined; // The process may have no batch.
    });
  }

  /** Runs a batch. Every outcome is reported through the task's port. */
  async compute(task: LaneTask): Promise<void> {
    const { runs, checkpointEveryMs, engine, device, port } = task;
    const signals = new BatchSignals(
      runs.map(({ key }) => key),
      task.batchSignals,
    );
    if (this.#child.pid !== undefined) signals.processId = this.#child.pid;
    const post = (last: LanePost): void => port.postMessage(last);
    const relay = new Relay(task, signals, (requests) => this.#send({ kind: 'requests', requests }));
    const batch = { runs, checkpointEveryMs };
    const ended = this.#untilEnd(signals, post);
    try {
      this.#send({ kind: 'start', batch, place: { engine, device }, requests: relay.requests });
      await Promise.race([ended, this.#death]);
    } finally {
      relay.stop();
      this.#child.removeAllListeners('message');
    }
    post({ messages: [], isLast: true });
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: ToProcess): void {
    this.#child.send(message, () => {}); // If it cannot be sent, the process is dying.
  }

  #untilEnd(signals: BatchSignals, post: (messages: LanePost) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.on('message', (message: FromProcess) => {
        switch (message.kind) {
          case 'messages':
            return post({ messages: message.messages, isLast: false });
          case 'at work':
            return signals.setAtWork(message.keys);
          case 'ended':
            return resolve();
          case 'died':
            return reject(new Error(message.message));
        }
      });
    });
  }
}

/** Checks the shared memory, which the process cannot see, and passes on what has changed. */
class Relay {
  readonly #lanes: LaneSignals;
  readonly #batch: BatchSignals;
  readonly #keys: readonly number[];
  readonly #timer: NodeJS.Timeout;

  constructor(task: LaneTask, batch: BatchSignals, onChange: (requests: Requests) => void) {
    this.#lanes = new LaneSignals(task.laneSignals);
    this.#batch = batch;
    this.#keys = task.runs.map(({ key }) => key);
    let last = JSON.stringify(this.requests);
    this.#timer = setInterval(() => {
      const { requests } = this;
      const text = JSON.stringify(requests);
      if (text === last) return;
      last = text;
      onChange(requests);
    }, LOOK_EVERY_MS);
  }

  get requests(): Requests {
    const { isInterrupted, isHeld, checkpointsRequested } = this.#lanes;
    return {
      isInterrupted,
      isHeld,
      checkpointsRequested,
      messagesWritten: this.#batch.messagesWritten,
      abandoned: this.#keys.filter((key) => this.#batch.isAbandoned(key)),
      paused: this.#keys.filter((key) => this.#batch.isPaused(key)),
      recalled: this.#keys.filter((key) => this.#batch.isRecalled(key)),
    };
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
