/** Starts the real program on a sweep of this folder, and keeps what it says. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sweeps } from './sweeps.ts';

const { chaos } = sweeps;

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
/** The program's entry, for `node`. */
export const RANKSWEEP = fileURLToPath(new URL('../../apps/cli/bin/ranksweep.js', import.meta.url));
/** Runs last a second: they are saved often enough to have checkpoints. */
const EXTRA_WORDS: readonly string[] = ['--checkpoint-every', '0.05'];

export interface ProgramOptions {
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  /** A file; default: that of the sweep `chaos`. */
  readonly definition?: string | undefined;
  /** Default: those of the sweep `chaos`. */
  readonly lanes?: number | string | undefined;
}

export interface Ended {
  /** Null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly wallMs: number;
}

export interface Program {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** What it has said up to now. */
  output(): string;
  hasEnded(): boolean;
  kill(signal: NodeJS.Signals): void;
  /** Reads no more of what it says. */
  closeOutput(): void;
}

/** The words after `ranksweep` that run the sweep into a database. */
export const sweepWords = (
  database: string,
  { words = [], definition = chaos.file, lanes = chaos.lanes[0] }: Omit<ProgramOptions, 'env'> = {},
): string[] => ['run', definition, '--db', database, '--lanes', String(lanes), ...EXTRA_WORDS, ...words];

/** The words after `node`. */
export const sweepCommand = (database: string, options?: ProgramOptions): string[] => [
  RANKSWEEP,
  ...sweepWords(database, options),
];

export function startSweep(database: string, options: ProgramOptions = {}): Program {
  return follow(
    spawn(process.execPath, sweepCommand(database, options), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...options.env },
    }),
  );
}

/** Another command of the program, undisturbed. */
export function runToEnd(words: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
} {
  return spawnSync(process.execPath, [RANKSWEEP, ...words], { encoding: 'utf8' });
}

const alive = new Set<ChildProcess>();
process.on('exit', () => alive.forEach((child) => child.kill('SIGKILL')));

export function follow(child: ChildProcess): Program {
  alive.add(child.once('exit', () => alive.delete(child)));
  const begin = performance.now();
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const ended = once(child, 'close').then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as NodeJS.Signals | null,
    output,
    wallMs: performance.now() - begin,
  }));
  return {
    pid: child.pid!,
    ended,
    output: () => output,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    kill: (signal) => void child.kill(signal),
    closeOutput() {
      child.stdout?.destroy();
      child.stderr?.destroy();
    },
  };
}
