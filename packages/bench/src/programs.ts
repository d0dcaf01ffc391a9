/** What it costs to run programs: short ones a second beside xargs and Optuna, and lines a second of one that writes as fast as it can. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, type RunConfig } from '@ranksweep/core';
import { parseRunConfig } from '@ranksweep/kinds';
import { runSweep } from '@ranksweep/sweep';
import { execa } from 'execa';
import { sweepOf, withStore } from './benchSweep.ts';
import { DEFAULT_PYTHONS } from './peers.ts';

const RUNS = 1000;
/** Of three metrics each. */
const LINES = 300_000;

/** At which a program prints that has something else to do as well. */
const PACE_PER_SECOND = 100_000;

interface Chatter {
  readonly lines: number;
  /** Default: as many as it can. */
  readonly perSecond?: number;
  /** Where it writes how many milliseconds it took to print. */
  readonly ownMsFile: string;
}

/** Lines are written in pieces, which are due at their times. */
const chattyScript = ({ lines, perSecond = Infinity, ownMsFile }: Chatter): string => `
const { writeFileSync, writeSync } = require('node:fs');
const asleep = new Int32Array(new SharedArrayBuffer(4));
const begin = performance.now();
let text = '';
for (let i = 0; i < ${lines}; i++) {
  text += '{"iteration": ' + i + ', "loss": ' + 1 / (1 + i) + ', "norm": ' + Math.sqrt(i) + ', "rank": 3}\\n';
  if (text.length > 65536 || i === ${lines} - 1) {
    const early = begin + (1000 * i) / ${perSecond} - performance.now();
    if (early > 0) Atomics.wait(asleep, 0, 0, early);
    writeSync(1, text);
    text = '';
  }
}
writeFileSync(${JSON.stringify(ownMsFile)}, String(performance.now() - begin));`;

export interface ProgramsResult {
  readonly lanes: number;
  readonly runs: number;
  /** Runs of `true` a second: registered, run, written. */
  readonly runsPerSecond: number;
  /** The same programs by `xargs -P`, which keeps nothing. */
  readonly xargsPerSecond: number;
  /** The same programs as trials of Optuna, which keeps them in a file. Undefined where no Python has it. */
  readonly optunaPerSecond: number | undefined;
  readonly lines: number;
  /** Lines of three metrics a second, until all of them are in the store. */
  readonly linesPerSecond: number;
  /** The same where nobody keeps them: `cat > /dev/null`. */
  readonly linesPerSecondToNobody: number;
  /** Lines a second that leave a program which prints 100,000 a second: into the store, and to nobody. */
  readonly pacedPerSecond: number;
  readonly pacedPerSecondToNobody: number;
}

export interface MeasureProgramsOptions {
  readonly lanes: number;
  readonly rounds: number;
  /** Interpreters, of which the first that has Optuna is taken. */
  readonly pythons?: readonly string[] | undefined;
  /** Of a round. */
  readonly runs?: number;
  readonly lines?: number;
}

export async function measurePrograms(options: MeasureProgramsOptions): Promise<ProgramsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
  try {
    return await measureIn(folder, options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureIn(
  folder: string,
  {
    lanes,
    rounds,
    pythons = DEFAULT_PYTHONS,
    runs: count = RUNS,
    lines: lineCount = LINES,
  }: MeasureProgramsOptions,
): Promise<ProgramsResult> {
  const [runs, xargs, lines, nobody]: [number[], number[], number[], number[]] = [[], [], [], []];
  const [paced, pacedToNobody]: [number[], number[]] = [[], []];
  const optuna: number[] = [];
  const fast = { lines: lineCount, ownMsFile: join(folder, 'ms') };
  const slow = { ...fast, perSecond: PACE_PER_SECOND };
  const ownMs = (): number => Number(readFileSync(fast.ownMsFile, 'utf8'));
  const python = await pythonWithOptuna(pythons);
  for (let round = 0; round < rounds; round++) {
    runs.push(await sweepMs(configOf(['true']), count, lanes));
    xargs.push(
      await msOf(() => execa('xargs', ['-P', String(lanes), '-n', '1', 'true'], { input: words(count) })),
    );
    if (python !== undefined) optuna.push(await optunaMs(python, count, lanes));
    lines.push(await sweepMs(configOf(chatty(fast).map(withBraces)), 1, 1));
    nobody.push(await msOf(() => toNobody(fast)));
    await sweepMs(configOf(chatty(slow).map(withBraces)), 1, 1);
    paced.push(ownMs());
    await toNobody(slow);
    pacedToNobody.push(ownMs());
  }
  const perSecond = (units: number, ms: readonly number[]): number => (1000 * units) / median(ms);
  return {
    lanes,
    runs: count,
    runsPerSecond: perSecond(count, runs),
    xargsPerSecond: perSecond(count, xargs),
    optunaPerSecond: python === undefined ? undefined : perSecond(count, optuna),
    lines: lineCount,
    linesPerSecond: perSecond(lineCount, lines),
    linesPerSecondToNobody: perSecond(lineCount, nobody),
    pacedPerSecond: perSecond(lineCount, paced),
    pacedPerSecondToNobody: perSecond(lineCount, pacedToNobody),
  };
}

const OPTUNA = fileURLToPath(new URL('../peers/optuna_programs.py', import.meta.url));

async function pythonWithOptuna(pythons: readonly string[]): Promise<string | undefined> {
  for (const python of pythons) {
    const { failed } = await execa(python, ['-c', 'import optuna'], { reject: false });
    if (!failed) return python;
  }
  return undefined;
}

/** Without the start of Python and of its packages. */
async function optunaMs(python: string, trials: number, jobs: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
  try {
    const words = [OPTUNA, join(folder, 'study.log'), String(trials), String(jobs), 'true'];
    const { stdout } = await execa(python, words);
    return Number(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const configOf = (command: readonly string[]): RunConfig =>
  parseRunConfig({ program: { command }, seed: 0 }, 'bench');

const chatty = (chatter: Chatter): string[] => [process.execPath, '-e', chattyScript(chatter)];

const toNobody = (chatter: Chatter): PromiseLike<unknown> =>
  execa('sh', ['-c', '"$@" | cat > /dev/null', 'sh', ...chatty(chatter)]);

/** Braces that are no placeholders. */
const withBraces = (word: string): string => word.replaceAll('{', '{{').replaceAll('}', '}}');

const words = (count: number): string => Array.from({ length: count }, (_, i) => `${i}\n`).join('');

const sweepMs = (config: RunConfig, runs: number, lanes: number): Promise<number> =>
  withStore(async (store) => {
    const { wallMs, outcomes } = await runSweep(store, sweepOf(config, runs), {
      lanes: { engine: 'wasm', count: lanes },
      keepState: true,
    });
    if (outcomes.done !== runs)
      throw new Error(`expected ${runs} programs to be done, found ${outcomes.done}`);
    return wallMs;
  });

async function msOf(work: () => PromiseLike<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
