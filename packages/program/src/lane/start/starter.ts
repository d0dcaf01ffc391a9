/** A lane's end of the process that starts its programs. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Frames, jsonFrame, type Frame } from './frames.ts';
import { FROM_STARTER, LANE_FD, TO_STARTER, type Exit, type ProgramToStart } from './protocol.ts';

const PROCESS = fileURLToPath(new URL('starterProcess.ts', import.meta.url));

/** What a program has written, as it comes. */
export interface OutputReceiver {
  /** @returns a promise if the program has to wait before it writes more */
  add(output: Output, block: Buffer): Promise<void> | undefined;
}

/** Standard output, standard error, and the file descriptor of metrics. */
export type Output = 'output' | 'errors' | 'metrics';

const OUTPUTS: readonly Output[] = ['output', 'errors', 'metrics'];

export interface Started {
  /** Of the program, and of its group. */
  readonly pid: number;
  /** Resolves when the program itself has ended, though others of its group may have written more. */
  readonly exit: Promise<Exit>;
  /** Resolves when the group is gone and everything that it has written has been received. */
  readonly through: Promise<void>;
  /** Signals the whole group. Does nothing if it is gone. */
  signal(signal: NodeJS.Signals): void;
}

export class Starter {
  #process: StarterProcess;

  constructor() {
    this.#process = new StarterProcess();
  }

  /**
   * Starts a program in a group of its own, of which nothing outlives this thread, however it ends. Call it when the program before is
   * through.
   * @throws Error if the program cannot be started, for example since there are too many
   */
  start(program: ProgramToStart, receiver: OutputReceiver): Promise<Started> {
    if (this.#process.isGone) this.#process = new StarterProcess();
    return this.#process.start(program, receiver);
  }
}

interface AtWork {
  readonly receiver: OutputReceiver;
  readonly started: PromiseWithResolvers<Started>;
  readonly exit: PromiseWithResolvers<Exit>;
  readonly through: PromiseWithResolvers<void>;
  pid?: number;
}

class StarterProcess {
  readonly #child: ChildProcess;
  readonly #socket: Socket;
  #atWork: AtWork | undefined;
  isGone = false;

  constructor() {
    this.#child = spawn(process.execPath, [PROCESS], {
      // Programs get their own environment. What Node is told in this one is not meant for the starter.
      env: {},
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    });
    this.#child.on('error', () => {}); // The socket is closed then, too.
    this.#socket = this.#child.stdio[LANE_FD] as Socket;
    void this.#serve();
    this.#rest();
  }

  start(program: ProgramToStart, receiver: OutputReceiver): Promise<Started> {
    this.#child.ref();
    this.#socket.ref();
    this.#atWork = {
      receiver,
      started: Promise.withResolvers(),
      exit: Promise.withResolvers(),
      through: Promise.withResolvers(),
    };
    this.#socket.write(jsonFrame(TO_STARTER.start, program));
    return this.#atWork.started.promise;
  }

  async #serve(): Promise<void> {
    const frames = new Frames();
    try {
      for await (const block of this.#socket) {
        for (const frame of frames.add(block as Buffer)) await this.#take(frame);
      }
    } catch {
      // The process was killed.
    }
    this.#isOver();
  }

  #take({ kind, payload }: Frame): Promise<void> | undefined {
    const atWork = this.#atWork!;
    const output = OUTPUTS[kind];
    if (output !== undefined) return atWork.receiver.add(output, payload);
    const value: unknown = payload.length === 0 ? undefined : JSON.parse(payload.toString());
    switch (kind) {
      case FROM_STARTER.started:
        atWork.pid = value as number;
        atWork.started.resolve(this.#startedOf(atWork, atWork.pid));
        break;
      case FROM_STARTER.refused:
        this.#rest();
        atWork.started.reject(new Error(`the program cannot be started: ${value as string}`));
        break;
      case FROM_STARTER.exit:
        atWork.exit.resolve(value as Exit);
        break;
      case FROM_STARTER.through:
        this.#rest();
        atWork.through.resolve();
    }
    return undefined;
  }

  #startedOf(atWork: AtWork, pid: number): Started {
    return {
      pid,
      exit: atWork.exit.promise,
      through: atWork.through.promise,
      signal: (signal) => {
        if (this.#atWork === atWork) this.#socket.write(jsonFrame(TO_STARTER.signal, signal));
      },
    };
  }

  /** Without a program, nothing has to wait for the process. */
  #rest(): void {
    this.#atWork = undefined;
    this.#child.unref();
    this.#socket.unref();
  }

  /** Someone has killed the process. Its watcher kills the program. */
  #isOver(): void {
    this.isGone = true;
    const atWork = this.#atWork;
    if (atWork === undefined) return;
    this.#rest();
    atWork.started.reject(
      new Error('the program cannot be started: the process that starts programs has ended'),
    );
    atWork.exit.resolve({ signal: 'SIGKILL' });
    atWork.through.resolve();
  }
}
