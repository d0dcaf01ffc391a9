/** Our engine and its peers on one workload, in turn, from the same initial parameters. */
import { median } from '@ranksweep/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '@ranksweep/engine';
import { startEngine } from './measureWorkload.ts';
import { startPeer, type Formulation, type FoundPeer } from './peers.ts';
import { expectedMs, ratioOf, takeTurns, type Ratio, type Rounds } from './rounds.ts';
import type { Side } from './side.ts';
import type { BenchWorkload } from './workloads.ts';
import { writeWorkload } from './workloadFolder.ts';

/** Updates after which the losses of both sides are compared: before rounding can have grown. With batches it is one epoch. */
const COMPARED_AFTER = 10;

export interface PeerResult {
  readonly workload: string;
  readonly framework: string;
  readonly version: string;
  readonly formulation: Formulation;
  readonly msPerIteration: number;
  readonly ownMsPerIteration: number;
  /** Undefined where every iteration takes all observations. */
  readonly iterationsPerEpoch?: number;
  /** How many times faster ranksweep is. */
  readonly ratio: Ratio;
  /** In which both were measured. */
  readonly rounds: number;
  /** Relative difference of the losses after the first updates. */
  readonly lossDifference: number;
}

export interface PeerContest {
  readonly engine: EngineName;
  readonly peers: readonly FoundPeer[];
  readonly rounds: Rounds;
  /** Told once the sides have started, in words for people. */
  readonly progress?: (text: string) => void;
}

export async function comparePeers(
  workload: BenchWorkload,
  { engine, peers, rounds, progress }: PeerContest,
): Promise<PeerResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-peers-'));
  const sides: Side[] = [];
  const unit = workload.iterationsPerEpoch ?? 1;
  try {
    writeWorkload(folder, workload.name, await workload.prepare());
    const own = await startEngine(workload, engine);
    sides.push(own);
    const contests = peers.flatMap((peer) => peer.formulations.map((formulation) => ({ peer, formulation })));
    for (const { peer, formulation } of contests) {
      sides.push(await startPeer(peer, folder, formulation));
    }
    const losses: number[] = [];
    const unitMs: number[] = [];
    const units = Math.ceil(COMPARED_AFTER / unit);
    for (const side of sides) {
      unitMs.push((await side.advance({ iterations: units * unit })).wallMs / units);
      losses.push(await side.loss());
    }
    progress?.(`about ${Math.ceil(expectedMs(unitMs, rounds) / 1000)} s`);
    const timed = sides.map(
      (side) => async (burst: number) => (await side.advance({ iterations: burst * unit })).wallMs,
    );
    const [ownMs, ...peerMs] = await takeTurns(timed, rounds);
    return contests.map(({ peer, formulation }, i) => ({
      workload: workload.name,
      framework: peer.name,
      version: peer.version,
      formulation,
      msPerIteration: median(peerMs[i]!) / unit,
      ownMsPerIteration: median(ownMs!) / unit,
      ...(workload.iterationsPerEpoch === undefined ? {} : { iterationsPerEpoch: unit }),
      ratio: ratioOf(peerMs[i]!, ownMs!),
      rounds: peerMs[i]!.length,
      lossDifference: Math.abs(losses[i + 1]! - losses[0]!) / Math.abs(losses[0]!),
    }));
  } finally {
    await Promise.all(sides.map((side) => side.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}
