/** A daemon in the foreground, as a child of this process. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { PATH } from './missing.ts';

export interface Daemon {
  readonly pid: number;
  /** Undefined as long as it runs: how it ended. */
  readonly ended: () => string | undefined;
  /** Sends `signal`, and waits until it has ended. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** @throws Error where the program cannot be started. */
export async function startDaemon(
  program: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Daemon> {
  const child: ChildProcess = spawn(program, words, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH, ...environment },
  });
  let text = '';
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  await once(child, 'spawn');
  const ended = () =>
    child.exitCode === null && child.signalCode === null
      ? undefined
      : `${program} ended with ${child.signalCode ?? `status ${child.exitCode}`}: ${text.trim()}`;
  return {
    pid: child.pid!,
    ended,
    async stop(signal = 'SIGTERM') {
      if (ended() !== undefined) return;
      const exit = once(child, 'exit');
      child.kill(signal);
      await exit;
    },
  };
}
