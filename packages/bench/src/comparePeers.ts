/** Our engine and its peers on one workload, in turn, from the same initial parameters. */
import { median } from '@ranksweep/core';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineName } from '@ranksweep/engine';
import { startEngine } from './measureWorkload.ts';
import { startPeer, type Formulation, type FoundPeer } from './peers.ts';
import { medianRatio, takeTurns, type Rounds } from './rounds.ts';
import type { Side } from './side.ts';
import type { BenchWorkload } from './workloads.ts';
import { writeWorkload } from './workloadFolder.ts';

/** Updates after which the losses of both sides are compared: before rounding can have grown. */
const COMPARED_AFTER = 10;

export interface PeerResult {
  readonly workload: string;
  readonly framework: string;
  readonly version: string;
  readonly formulation: Formulation;
  readonly msPerIteration: number;
  readonly ownMsPerIteration: number;
  /** How many times faster ranksweep is. */
  readonly ratio: number;
  /** Relative difference of the losses after the first updates. */
  readonly lossDifference: number;
}

export async function comparePeers(
  workload: BenchWorkload,
  engine: EngineName,
  peers: readonly FoundPeer[],
  rounds: Rounds,
): Promise<PeerResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-peers-'));
  const sides: Side[] = [];
  try {
    writeWorkload(folder, workload.name, workload.prepare());
    const own = await startEngine(workload, engine);
    sides.push(own);
    const contests = peers.flatMap((peer) => peer.formulations.map((formulation) => ({ peer, formulation })));
    for (const { peer, formulation } of contests) {
      sides.push(await startPeer(peer, folder, formulation));
    }
    const losses: number[] = [];
    for (const side of sides) losses.push((await side.advance({ iterations: COMPARED_AFTER })).loss);
    const timed = sides.map(
      (side) => async (iterations: number) => (await side.advance({ iterations })).wallMs,
    );
    const [ownMs, ...peerMs] = await takeTurns(timed, rounds);
    return contests.map(({ peer, formulation }, i) => ({
      workload: workload.name,
      framework: peer.name,
      version: peer.version,
      formulation,
      msPerIteration: median(peerMs[i]!),
      ownMsPerIteration: median(ownMs!),
      ratio: medianRatio(peerMs[i]!, ownMs!),
      lossDifference: Math.abs(losses[i + 1]! - losses[0]!) / Math.abs(losses[0]!),
    }));
  } finally {
    await Promise.all(sides.map((side) => side.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}
