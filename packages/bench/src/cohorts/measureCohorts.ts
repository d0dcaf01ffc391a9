/** How many iterations of how many runs a device computes, by the size of the cohort, beside PyTorch and JAX on the same device. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planFlops } from '@ranksweep/core';
import type { FoundPeer } from '../peers.ts';
import type { Rounds } from '../rounds.ts';
import type { SideProcess } from '../side.ts';
import type { BenchWorkload } from '../workloads.ts';
import { cohortPeers, startCohortPeer } from './cohortPeers.ts';
import { expectedLosses } from './expectedLosses.ts';
import { measureSide, type SizeOutcome } from './measureSide.ts';
import { writeMembers } from './members.ts';
import { startCohorts, type OwnSide } from './startCohorts.ts';

/** Our own. */
export const OWN_SIDE = 'ranksweep';

export interface CohortOptions extends OwnSide {
  /** Numbers of runs, ascending. */
  readonly sizes: readonly number[];
  readonly peers: readonly FoundPeer[];
  readonly rounds: Rounds;
  /** Told of each measurement as it begins. */
  readonly onProgress?: (progress: CohortProgress) => void;
}

export interface CohortProgress {
  readonly workload: BenchWorkload;
  readonly side: string;
  readonly cohort: number;
}

export interface CohortRow extends SizeOutcome {
  readonly workload: string;
  /** `OWN_SIDE`, or a peer with its way, such as `torch graphs`. */
  readonly side: string;
}

export interface CohortResult {
  readonly name: string;
  readonly title: string;
  readonly flopsPerIteration: number;
  readonly rows: readonly CohortRow[];
}

/** The sides of a workload that `measureCohorts` measures, ours first. */
export const cohortSides = (peers: readonly FoundPeer[]): string[] => [
  OWN_SIDE,
  ...cohortPeers(peers).map(({ name }) => name),
];

/** Sides are measured one after another, each alone on the device. */
export async function measureCohorts(workload: BenchWorkload, options: CohortOptions): Promise<CohortResult> {
  const { sizes, peers, rounds, mostMs, endsAt = Infinity, onProgress } = options;
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-cohorts-'));
  try {
    const expected = await expectedLosses(workload, mostMs);
    const flopsPerIteration = planFlops((await workload.prepare()).plan);
    if (peers.length > 0) await writeMembers(folder, workload);
    const rows: CohortRow[] = [];
    const measure = async (side: string, start: () => Promise<SideProcess>): Promise<void> => {
      const outcomes = await measureSide(start, {
        sizes,
        expected,
        flopsPerIteration,
        rounds,
        tellsDigests: side === OWN_SIDE,
        onSize: (cohort) => onProgress?.({ workload, side, cohort }),
        hasTime: () => performance.now() < endsAt,
      });
      rows.push(...outcomes.map((outcome) => ({ workload: workload.name, side, ...outcome })));
    };
    await measure(OWN_SIDE, () => startCohorts(workload, options));
    for (const peer of cohortPeers(peers)) {
      await measure(peer.name, () => startCohortPeer(peer, folder, options));
    }
    return { name: workload.name, title: workload.title, flopsPerIteration, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
