/**
 * Command lines that one process executes one after another. The command's modules, which take most of the time of a short one,
 * are loaded once. Everything is real but the start of a process and its end.
 */
import { fork, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { END, type Ended, type Request } from './requests.ts';

const PROCESS = fileURLToPath(new URL('./servingProcess.ts', import.meta.url));

/** Those that wait for a command line. There are as many processes as commands at one time. */
const idle: ChildProcess[] = [];

export function served(request: Request): Promise<Ended> {
  const child = idle.pop() ?? fork(PROCESS, { execArgv: [], stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
  waitFor(child, 'ref');
  const [stdout, stderr] = [textOf(child.stdout!), textOf(child.stderr!)];
  return new Promise((resolve) => {
    const settle = (status: number | null): void => {
      child.removeAllListeners('close').removeAllListeners('message');
      resolve({ status, stdout: stdout.stop(), stderr: stderr.stop() });
    };
    child.once('close', settle); // a command may end its process
    child.once('message', async (status) => {
      await Promise.all([stdout.ended, stderr.ended]);
      settle(status as number);
      waitFor(child, 'unref');
      idle.push(child);
    });
    child.send(request);
  });
}

/** An idle process ends with this one, which does not wait for it. */
function waitFor(child: ChildProcess, way: 'ref' | 'unref'): void {
  const handles = [child, child.channel, child.stdin, child.stdout, child.stderr] as Socket[];
  for (const handle of handles) handle[way]();
}

interface Text {
  /** Resolves when all of it is there. */
  readonly ended: Promise<void>;
  readonly stop: () => string;
}

function textOf(stream: NodeJS.ReadableStream): Text {
  const chunks: Buffer[] = [];
  let latest = '';
  const { promise, resolve } = Promise.withResolvers<void>();
  const listen = (chunk: Buffer): void => {
    chunks.push(chunk);
    latest = `${latest}${chunk.toString('latin1')}`.slice(-END.length);
    if (latest === END) resolve();
  };
  stream.on('data', listen);
  return {
    ended: promise,
    stop() {
      stream.off('data', listen);
      const text = Buffer.concat(chunks).toString();
      return text.endsWith(END) ? text.slice(0, -END.length) : text;
    },
  };
}
