/** Runs a program to its end, or until its run is to stop. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LONGEST_TIMER_MS } from '@ranksweep/machine';
import { FailedRunError, type StreamedRun, type StreamEnd } from '@ranksweep/run';
import { lastLines, LogFile } from '../logFile.ts';
import type { ProgramConfig } from '../schema.ts';
import { argumentsOf, environmentOf } from './environment.ts';
import { findProgram } from './findProgram.ts';
import { OutputReader } from './reader.ts';
import type { Exit } from './start/protocol.ts';
import type { Started, Starter } from './start/starter.ts';

const GRACE_SECONDS = 10;
const RETRIES = 1;
/** How many of its last lines the error of a failed run has. */
const LINES_TOLD = 20;
/** How often output that waits is written to the log. */
const LOG_EVERY_MS = 500;

const SIGNALS_SPREAD_MS = 1000;

/** @throws like `StreamKind.stream` */
export async function runProgram(run: StreamedRun<ProgramConfig>, starter: Starter): Promise<StreamEnd> {
  const { config, folder, saved, signal } = run;
  const { retries = RETRIES, cwd } = config.program;
  if (saved !== undefined && !existsSync(folder))
    throw new RangeError(`expected the folder ${folder}, in which the program has saved its state`);
  const env = environmentOf(run);
  const [name, ...rest] = argumentsOf(run) as [string, ...string[]];
  const file = findProgram(name, cwd, env['PATH'] ?? process.env['PATH']);
  const log = new LogFile(folder, (why) =>
    run.warn(`some of what it prints is lost, but none of its points: ${why}`),
  );
  log.add(`ranksweep: attempt ${run.attempt}: ${JSON.stringify([name, ...rest])}\n`);
  log.flush();
  const reader = new OutputReader(run, log);
  // As a shell would tell the program where it is.
  const all = { ...process.env, PWD: cwd, ...env };
  let program: Started;
  try {
    program = await starter.start({ command: [file, ...rest], cwd, env: all }, reader);
  } catch (error) {
    if (await isEndedBySlurm(signal)) return 'stopped'; // The starter is one of the job's processes, too.
    throw error;
  }
  const end = new End(config, program);
  const stop = (): void => end.ask('stop');
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
  const logging = setInterval(() => log.flush(), LOG_EVERY_MS);
  try {
    const exit = await program.exit;
    const { asked } = end;
    await program.through;
    reader.end();
    if (asked === 'stop') return 'stopped';
    if (asked === undefined && (await isEndedBySlurm(signal))) return 'stopped';
    if (asked === 'time limit') throw new FailedRunError(overTime(config, log), 0);
    if (exit.code === 0) return 'ended';
    throw new FailedRunError(`${exitText(exit)}${told(log)}`, retries);
  } finally {
    signal.removeEventListener('abort', stop);
    clearInterval(logging);
    end.dispose();
  }
}

/**
 * In a step of a job, Slurm sends its signals to all processes. A program may have ended because of one of which the run hears a moment
 * later: it has neither failed nor come to its end then.
 */
async function isEndedBySlurm(signal: AbortSignal): Promise<boolean> {
  if (process.env['SLURM_STEP_ID'] === undefined) return false;
  await sleep(SIGNALS_SPREAD_MS, undefined, { signal }).catch(() => {});
  return signal.aborted;
}

/** How a program is brought to its end: it is asked, and killed if it has not gone after a while. */
class End {
  asked: 'stop' | 'time limit' | undefined;
  readonly #program: Started;
  readonly #graceMs: number;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor({ program: { timeLimit, grace = GRACE_SECONDS } }: ProgramConfig, program: Started) {
    this.#program = program;
    this.#graceMs = 1000 * grace;
    if (timeLimit !== undefined) this.#after(1000 * timeLimit, () => this.ask('time limit'));
  }

  ask(why: 'stop' | 'time limit'): void {
    if (this.asked !== undefined) return;
    this.asked = why;
    this.#program.signal('SIGTERM');
    this.#after(this.#graceMs, () => this.#program.signal('SIGKILL'));
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, Math.min(ms, LONGEST_TIMER_MS)));
  }
}

const exitText = ({ code, signal }: Exit): string =>
  signal === undefined ? `its program ended with exit code ${code}` : `its program was ended by ${signal}`;

const overTime = ({ program: { timeLimit } }: ProgramConfig, log: LogFile): string =>
  `its program took longer than program.timeLimit, ${timeLimit} s${told(log)}`;

function told(log: LogFile): string {
  const lines = lastLines(log.tail, LINES_TOLD + 1)
    .split('\n')
    .filter((line) => !line.startsWith('ranksweep: attempt '))
    .slice(-LINES_TOLD);
  return lines.length === 0 ? '' : `:\n${lines.join('\n')}`;
}
