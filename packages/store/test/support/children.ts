/** Other processes on the same store. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const unprivileged = { uid: 65534, gid: 65534 };

/** A script of `test/children` in a process of its own, and the first line it prints. */
export interface Child {
  readonly process: ChildProcess;
  readonly firstLine: Promise<string>;
}

/** Starts a script; an argument 'nobody', when this process is root, starts it as a user without rights. */
export function startChild(script: string, ...given: (string | number)[]): Child {
  const args = given.map(String).filter((arg) => arg !== 'nobody');
  const drop = given.includes('nobody') && process.getuid?.() === 0;
  const path = fileURLToPath(new URL(`../children/${script}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(drop ? unprivileged : {}),
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface(child.stdout);
  const firstLine = Promise.race([once(lines, 'line'), once(lines, 'close')]).then(([line]) => String(line));
  return { process: child, firstLine };
}

/** Starts `count` processes of a script at once and gives back the first line of each. */
export function runChildren(count: number, script: string, ...args: (string | number)[]): Promise<string[]> {
  return Promise.all(Array.from({ length: count }, () => startChild(script, ...args).firstLine));
}

/** Kills a child as a crash would, and waits until it is gone. */
export async function killHard(child: Child): Promise<void> {
  const ended = gone(child);
  child.process.kill('SIGKILL');
  await ended;
}

/** Waits until a child has ended, if it has not. */
export async function gone({ process: { exitCode, signalCode }, process: child }: Child): Promise<void> {
  if (exitCode === null && signalCode === null) await once(child, 'exit');
}
