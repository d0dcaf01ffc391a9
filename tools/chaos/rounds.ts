/** Runs the sweep under kills, again and again, until it ends by itself; looks at what each kill left, and at the end of each round. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomStream } from '@ranksweep/core';
import { compareComplete, compareInterrupted } from './database/check.ts';
import type { Comparison } from './database/compare.ts';
import { copyDatabase } from './database/copy.ts';
import type { Finding } from './database/finding.ts';
import { delayedKill } from './kills/delayedKill.ts';
import { diskKill } from './kills/diskKill.ts';
import type { ArmedKill, KillKind } from './kills/kill.ts';
import { laneKill } from './kills/laneKill.ts';
import { startSweep, type Ended } from './program.ts';
import { emptyTally, killCount, type Tally } from './tally.ts';
import type { Twin } from './twin.ts';

export interface RoundsOptions {
  readonly twin: Twin;
  readonly random: RandomStream;
  /** Ends the last round once so many have hit. */
  readonly kills: number;
  /** For databases; a round that found nothing leaves nothing. */
  readonly folder: string;
  /** Keeps the databases of all rounds. */
  readonly keep?: boolean;
  readonly onKill?: (tally: Tally) => void;
  readonly onRound?: (folder: string, findings: readonly Finding[], tally: Tally) => void;
}

/** As often as they stand here. */
const KINDS: readonly KillKind[] = [delayedKill, delayedKill, diskKill, diskKill, laneKill];
/** Processes in a row that were not hit and did not complete the sweep. */
const MOST_VAIN = 20;

/** @returns once all kills are used up and the last round is complete, or after the first round that found something */
export async function runRounds(options: RoundsOptions): Promise<Tally> {
  const tally = emptyTally();
  while (killCount(tally) < options.kills && tally.findings.length === 0) {
    const folder = join(options.folder, `round-${tally.rounds + 1}`);
    mkdirSync(folder, { recursive: true });
    await runRound(options, folder, tally);
    tally.rounds++;
    options.onRound?.(folder, tally.findings, tally);
    if (!options.keep && tally.findings.length === 0) rmSync(folder, { recursive: true });
  }
  return tally;
}

async function runRound(options: RoundsOptions, folder: string, tally: Tally): Promise<void> {
  const { twin, random, kills } = options;
  const database = join(folder, 'chaos.db');
  for (let vain = 0, process = 1; ; process++) {
    const scratch = join(folder, 'attempt');
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch);
    const kind = killCount(tally) < kills ? KINDS[random.integer(KINDS.length)]! : noKill;
    const armed = kind({ ...twin, database, folder: scratch, random });
    const ended = await runArmed(database, armed);
    const hits = armed.hits();
    for (const hit of hits) tally.kills.set(hit, (tally.kills.get(hit) ?? 0) + 1);
    if (hits.length > 0) options.onKill?.(tally);

    const isComplete = ended.status === 0;
    const copy = copyDatabase(database, join(folder, 'copy'));
    add(tally, isComplete ? compareComplete(copy, twin.contents) : compareInterrupted(copy, twin.contents));
    vain = hits.length > 0 ? 0 : vain + 1;
    if (!isComplete && vain === MOST_VAIN) tally.findings.push(stuck(ended));
    if (isComplete || tally.findings.length > 0) return;
  }
}

async function runArmed(database: string, armed: ArmedKill): Promise<Ended> {
  const program = startSweep(database, { env: armed.env });
  armed.begin(program);
  return program.ended;
}

const noKill: KillKind = () => ({ env: {}, begin: () => {}, hits: () => [] });

function add(tally: Tally, { compared, findings }: Comparison): void {
  tally.compared += compared;
  tally.findings.push(...findings);
}

const stuck = ({ status, output }: Ended): Finding => ({
  kind: 'stuck',
  where: `${MOST_VAIN} undisturbed processes did not complete the sweep; the last ended with ${status}: ${output.slice(-500)}`,
});
