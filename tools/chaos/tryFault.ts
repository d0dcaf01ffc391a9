/** Tries one fault a number of times: each time one process suffers it, and the sweep is then completed undisturbed. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { RandomStream } from '@ranksweep/core';
import { ENDED_WELL, type Fault } from './faults/fault.ts';
import { faults } from './faults/faults.ts';
import { sigterm } from './faults/signals.ts';
import { runRound, type Suffered } from './round.ts';
import { addProcess, emptyTally, type Tally } from './tally.ts';
import type { Twin } from './twin.ts';

export interface Trials {
  readonly fault: Fault;
  /** How often it hit. */
  readonly tried: number;
  readonly tally: Tally;
  /** What the program said to it, the last time. */
  readonly seen: string;
}

export interface TrialOptions {
  readonly twin: Twin;
  readonly random: RandomStream;
  readonly folder: string;
  readonly times: number;
  /** Keeps the databases of all rounds. */
  readonly keep: boolean;
}

/** Rounds that a fault may miss, since its process ends before, for each that it hits. */
const MOST_MISSES = 5;

/** @returns once it has hit as often as was asked for, or has missed too often, or found something */
export async function tryFault(fault: Fault, options: TrialOptions): Promise<Trials> {
  const { twin, random, times, keep } = options;
  const tally = emptyTally();
  let tried = 0;
  let seen = '';
  for (let round = 0; tried < times && round < MOST_MISSES * times && tally.findings.length === 0; round++) {
    // Not named for the fault, whose words are looked for in what the program says.
    const folder = join(options.folder, `fault-${faults.indexOf(fault) + 1}-try-${round + 1}`);
    const plan: (Fault | undefined)[] = fault.needsDatabase ? [sigterm, fault] : [fault];
    const processes: Suffered[] = [];
    await runRound({
      twin,
      random,
      folder,
      ownDisk: true,
      next: () => plan.shift(),
      onProcess: (suffered) => processes.push(suffered),
    });
    for (const suffered of processes) addProcess(tally, suffered);
    const hit = processes.findIndex((suffered) => suffered.fault === fault && suffered.hits.length > 0);
    if (hit >= 0) {
      tried++;
      seen = lineOf(fault, processes.slice(hit), folder);
    }
    if (!keep && tally.findings.length === 0) rmSync(folder, { recursive: true });
  }
  return { fault, tried, tally, seen };
}

/** From what the process that suffered it said, or those after it. */
function lineOf({ tells }: Fault, processes: readonly Suffered[], folder: string): string {
  const texts = processes.flatMap(({ ended }) => ended.map(({ output }) => stripVTControlCharacters(output)));
  const first = (line: RegExp): string | undefined =>
    texts.map((text) => line.exec(text)?.[0]).find((found) => found !== undefined);
  const line = (tells && first(tells)) ?? first(ENDED_WELL) ?? lastLine(texts[0]!) ?? '';
  return line
    .replaceAll(join(folder, 'disk'), 'results')
    .replaceAll(`${join(folder, 'process')}/`, '')
    .trim();
}

const lastLine = (text: string): string | undefined =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .at(-1);
