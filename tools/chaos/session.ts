/** What the commands of this folder share: a folder, a twin, rounds, progress with the time left, a verdict. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDuration } from '@ranksweep/text';
import { RandomStream } from '@ranksweep/core';
import { describe } from './database/finding.ts';
import { exitOnSignals } from './exitOnSignals.ts';
import { runRounds, type RoundsOptions } from './rounds.ts';
import { summary, verdict, type Tally } from './tally.ts';
import type { KilledSweep } from './sweeps.ts';
import { makeTwin, type Twin } from './twin.ts';

export interface SessionOptions extends Pick<RoundsOptions, 'faults' | 'isEnough' | 'ownDisk'> {
  /** Default: `chaos`. */
  readonly sweep?: KilledSweep;
  readonly seed: number;
  readonly keep: boolean;
  /** How far it is, from 0 to 1. */
  readonly share: (tally: Tally) => number;
}

const TELL_EVERY_MS = 10_000;

/** @returns the exit status: 1 when something was found */
export const runSession = (options: SessionOptions): Promise<number> =>
  withTwin(options, async (twin, folder) => {
    const { seed, share } = options;
    const begin = performance.now();
    let toldAt = begin;
    const tally = await runRounds({
      ...options,
      twin,
      folder,
      random: new RandomStream(seed, 'chaos'),
      onProcess(now, { hits, findings }) {
        const elapsedMs = performance.now() - begin;
        if (findings.length > 0) {
          console.log(
            `Round ${now.rounds} of seed ${seed} failed after ${hits.join(', ') || 'an undisturbed process'}; ` +
              `its files are in ${folder}\n${describe(findings)}`,
          );
        } else if (performance.now() - toldAt > TELL_EVERY_MS && share(now) > 0) {
          toldAt = performance.now();
          const leftMs = elapsedMs * (1 / share(now) - 1);
          console.log(
            `${Math.round(100 * share(now))} %, round ${now.rounds}, about ${formatDuration(leftMs)} left: ` +
              verdict(now.findings),
          );
        }
      },
    });
    console.log(`\n${summary(tally)}`);
    return tally.findings.length === 0;
  });

/** @param work whether it found nothing; then, and unless `keep` is set, its folder is removed */
export async function withTwin(
  { seed, keep, sweep }: Pick<SessionOptions, 'seed' | 'keep' | 'sweep'>,
  work: (twin: Twin, folder: string) => Promise<boolean>,
): Promise<number> {
  exitOnSignals();
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-chaos-'));
  console.log(`seed ${seed}, in ${folder}`);
  const twin = await makeTwin(join(folder, 'twin'), sweep);
  console.log(
    `The undisturbed sweep took ${formatDuration(twin.wallMs)}, and ${twin.diskCalls} writes and the like.`,
  );
  const isFine = await work(twin, folder);
  if (isFine && !keep) rmSync(folder, { recursive: true });
  return isFine ? 0 : 1;
}

/** For those who name none. */
export const drawnSeed = (): string => String(Math.floor(Math.random() * 1e9));
