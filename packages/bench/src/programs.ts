/** What it costs to run programs: short ones a second beside xargs, and lines a second of one that writes as fast as it can. */
import { median, type RunConfig } from '@ranksweep/core';
import { parseRunConfig } from '@ranksweep/kinds';
import { runSweep } from '@ranksweep/sweep';
import { execa } from 'execa';
import { sweepOf, withStore } from './benchSweep.ts';

const RUNS = 1000;
/** Of three metrics each. */
const LINES = 300_000;

const CHATTY = `
let text = '';
for (let i = 0; i < ${LINES}; i++) {
  text += '{"iteration": ' + i + ', "loss": ' + 1 / (1 + i) + ', "norm": ' + Math.sqrt(i) + ', "rank": 3}\\n';
  if (text.length > 65536 || i === ${LINES} - 1) {
    require('node:fs').writeSync(1, text);
    text = '';
  }
}`;

export interface ProgramsResult {
  readonly lanes: number;
  readonly runs: number;
  /** Runs of `true` a second: registered, run, written. */
  readonly runsPerSecond: number;
  /** The same programs by `xargs -P`, which keeps nothing. */
  readonly xargsPerSecond: number;
  readonly lines: number;
  /** Lines of three metrics a second, until all of them are in the store. */
  readonly linesPerSecond: number;
  /** The same where nobody keeps them: `cat > /dev/null`. */
  readonly linesPerSecondToNobody: number;
}

export async function measurePrograms(lanes: number, rounds: number): Promise<ProgramsResult> {
  const [runs, xargs, lines, nobody]: [number[], number[], number[], number[]] = [[], [], [], []];
  for (let round = 0; round < rounds; round++) {
    runs.push(await sweepMs(configOf(['true']), RUNS, lanes));
    xargs.push(
      await msOf(() => execa('xargs', ['-P', String(lanes), '-n', '1', 'true'], { input: words(RUNS) })),
    );
    lines.push(await sweepMs(configOf(chatty().map(withBraces)), 1, 1));
    nobody.push(await msOf(() => execa('sh', ['-c', '"$@" | cat > /dev/null', 'sh', ...chatty()])));
  }
  const perSecond = (count: number, ms: readonly number[]): number => (1000 * count) / median(ms);
  return {
    lanes,
    runs: RUNS,
    runsPerSecond: perSecond(RUNS, runs),
    xargsPerSecond: perSecond(RUNS, xargs),
    lines: LINES,
    linesPerSecond: perSecond(LINES, lines),
    linesPerSecondToNobody: perSecond(LINES, nobody),
  };
}

const configOf = (command: readonly string[]): RunConfig =>
  parseRunConfig({ program: { command }, seed: 0 }, 'bench');

const chatty = (): string[] => [process.execPath, '-e', CHATTY];

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
