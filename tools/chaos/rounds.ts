/** Round after round, until as much has been suffered as was asked for or something was found. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RandomStream } from '@ranksweep/core';
import type { Fault } from './faults/fault.ts';
import { runRound, type Suffered } from './round.ts';
import { addProcess, emptyTally, type Tally } from './tally.ts';
import type { Twin } from './twin.ts';

export interface RoundsOptions {
  readonly twin: Twin;
  readonly random: RandomStream;
  /** Drawn from, for each process. */
  readonly faults: readonly Fault[];
  /** Asked before each process; from then on the round, which is the last, goes on undisturbed. */
  readonly isEnough: (tally: Tally) => boolean;
  /** For databases; a round that found nothing leaves nothing. */
  readonly folder: string;
  readonly ownDisk: boolean;
  /** Keeps the databases of all rounds. */
  readonly keep?: boolean;
  readonly onProcess?: (tally: Tally, suffered: Suffered) => void;
}

export async function runRounds(options: RoundsOptions): Promise<Tally> {
  const { twin, random, faults, isEnough, ownDisk, keep = false, onProcess } = options;
  const usable = faults.filter(({ missing }) => missing?.() === undefined);
  const tally = emptyTally();
  while (!isEnough(tally) && tally.findings.length === 0) {
    tally.rounds++;
    const folder = join(options.folder, `round-${tally.rounds}`);
    await runRound({
      twin,
      random,
      folder,
      ownDisk,
      next: () => (isEnough(tally) ? undefined : usable[random.integer(usable.length)]),
      onProcess(suffered) {
        addProcess(tally, suffered);
        onProcess?.(tally, suffered);
      },
    });
    if (!keep && tally.findings.length === 0) rmSync(folder, { recursive: true });
  }
  return tally;
}
