/** One round: a sweep is run under faults, again and again, until it is complete, and looked at after every process. */
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomStream } from '@ranksweep/core';
import { compareComplete, compareInterrupted } from './database/check.ts';
import { copyDatabase } from './database/copy.ts';
import { checkDigests } from './database/digests.ts';
import type { Finding } from './database/finding.ts';
import type { ArmedFault, Fault } from './faults/fault.ts';
import { runToEnd, startSweep, type Ended, type Program } from './program.ts';
import { mountSmallDisk, unmount } from './smallDisk.ts';
import type { KilledSweep } from './sweeps.ts';
import type { Twin } from './twin.ts';

export interface RoundOptions {
  readonly twin: Twin;
  readonly random: RandomStream;
  /** For the database and all else; it is made, and left there. */
  readonly folder: string;
  /** Whether the database gets a small disk of its own, where that is allowed. */
  readonly ownDisk: boolean;
  /** Told of every process that has ended. */
  readonly onProcess: (suffered: Suffered) => void;
  /** What the next process will suffer, if anything. */
  readonly next: () => Fault | undefined;
}

/** What became of one process, and of those that ran beside it. */
export interface Suffered {
  readonly fault: Fault | undefined;
  readonly hits: readonly string[];
  readonly ended: readonly Ended[];
  readonly compared: number;
  readonly findings: readonly Finding[];
}

/** Processes in a row that no fault hit and that did not complete the sweep. */
const MOST_VAIN = 20;
/** No process takes so long, however slow the machine, unless the undisturbed one took a good part of it. */
const LONGEST_MS = 5 * 60_000;
const longestMs = ({ wallMs }: Twin): number => Math.max(LONGEST_MS, 10 * wallMs);

/** Ends when the sweep is complete, or when something was found. */
export async function runRound(options: RoundOptions): Promise<void> {
  const { folder, ownDisk } = options;
  const disk = join(folder, 'disk');
  mkdirSync(disk, { recursive: true });
  const hasOwnDisk = ownDisk && mountSmallDisk(disk);
  try {
    await untilComplete(options, join(disk, 'chaos.db'), hasOwnDisk);
  } finally {
    if (hasOwnDisk) {
      cpSync(disk, join(folder, 'files'), { recursive: true });
      unmount(disk);
    }
  }
}

async function untilComplete(options: RoundOptions, database: string, hasOwnDisk: boolean): Promise<void> {
  const { twin, random, folder, next, onProcess } = options;
  for (let vain = 0; ;) {
    const scratch = join(folder, 'process');
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch);
    const fault = next();
    const wallMs = twin.wallMs / (twin.sweep.killsARound ?? 1);
    const armed = fault?.arm({ ...twin, wallMs, database, hasOwnDisk, folder: scratch, random }) ?? unharmed;
    const ended = await run(options, database, armed);
    const hits = armed.hits();
    const endless = ended.filter(({ wallMs }) => wallMs >= longestMs(twin));
    const findings = [...(armed.findings?.() ?? []), ...endless.map(stuck)];
    const isUndone = armed.mend?.() === 'undone';
    // Whoever says that the sweep is complete is taken at his word.
    const isComplete = !isUndone && ended.some(({ status }) => status === 0);
    const compare = isComplete ? compareComplete : compareInterrupted;
    const copy = copyDatabase(database, join(folder, 'copy'));
    const comparison = compare(copy, twin.contents);
    findings.push(...comparison.findings, ...checkDigests(copy));
    if (isComplete && twin.sweep.verifies) findings.push(...verified(twin.sweep, database));
    vain = hits.length > 0 ? 0 : vain + 1;
    if (!isComplete && vain === MOST_VAIN) findings.push(stuck(ended[0]!));
    onProcess({ fault, hits, ended, compared: comparison.compared, findings });
    if (isComplete || findings.length > 0) return;
  }
}

async function run({ twin, random }: RoundOptions, database: string, armed: ArmedFault): Promise<Ended[]> {
  const { file: definition, lanes: choice, words: ofSweep = [] } = twin.sweep;
  const lanes = choice.length === 1 ? choice[0] : choice[random.integer(choice.length)];
  const {
    env = {},
    words = [],
    start = () => startSweep(database, { env, words: [...ofSweep, ...words], definition, lanes }),
  } = armed;
  const program = start();
  const limit = setTimeout(() => program.kill('SIGKILL'), longestMs(twin));
  const [ended] = await Promise.all([program.ended, armed.inflict?.(program)]);
  clearTimeout(limit);
  const others: readonly Program[] = armed.also?.() ?? [];
  return [ended, ...(await Promise.all(others.map((other) => other.ended)))];
}

/** What `ranksweep verify` finds, which computes every run again without a break. */
function verified({ name }: KilledSweep, database: string): Finding[] {
  const { status, stdout } = runToEnd(['verify', name, '--db', database]);
  return status === 0 ? [] : [{ kind: 'changed', where: `verify: ${stdout}` }];
}

const unharmed: ArmedFault = { hits: () => [] };

const stuck = ({ status, signal, output }: Ended): Finding => ({
  kind: 'stuck',
  where: `the sweep was not completed; its last process ended with ${status ?? signal}: ${output.slice(-200).replaceAll('\n', ' / ')}`,
});
