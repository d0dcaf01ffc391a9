/**
 * Starts a program in a process group of its own, on a leash: nothing of the group outlives this process, however it ends.
 *
 * A pipe is the leash. The group has a watcher that reads from it, and the pipe has no other writer than this process. When the pipe is
 * closed, by this process or by its death, the watcher kills the group. It holds the pipe from the moment that the group exists, so
 * that there is no moment in which the group could be forgotten.
 */
import type { Readable } from 'node:stream';
import { execa } from 'execa';

/**
 * `$$` is the shell, which becomes the program and leads the group. The watcher is a grandchild, so that the program has no child that
 * it does not know of. It closes the pipes of the program's output, whose end tells that the program is through, and ignores the signals
 * that ask the program to stop.
 */
const LEASH = `( ( trap '' HUP INT QUIT TERM; exec >/dev/null 2>&1 3>&-; read -r _ <&4; kill -s KILL -- -$$ ) & )
exec 4<&-
exec "$@"`;

export interface Launched {
  readonly pid: number;
  /** Standard output, standard error and the file descriptor of metrics. */
  readonly outputs: readonly Readable[];
  /** Resolves when the program itself has ended, though others of its group may go on. */
  readonly exit: Promise<Exit>;
  /** Signals the whole group. Does nothing if it is gone. */
  signal(signal: NodeJS.Signals): void;
}

export interface Exit {
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

export interface LaunchOptions {
  /** The program's file and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** Besides this process's own. */
  readonly env: Readonly<Record<string, string>>;
}

/** @throws Error if the process cannot be started, for example since there are too many */
export async function launch({ command, cwd, env }: LaunchOptions): Promise<Launched> {
  const child = execa('/bin/sh', ['-c', LEASH, 'ranksweep', ...command], {
    cwd,
    env: { ...env },
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error((await child).shortMessage ?? 'the program cannot be started');
  const [, output, errors, metrics, leash] = child.nodeChildProcess.stdio;
  const exit = new Promise<Exit>((resolve) => {
    child.nodeChildProcess.once('exit', (code, signal) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(-pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  };
  void exit.then(() => {
    signal('SIGKILL'); // What the program has left behind, and the watcher.
    leash?.destroy();
  });
  return { pid, outputs: [output, errors, metrics] as Readable[], exit, signal };
}
