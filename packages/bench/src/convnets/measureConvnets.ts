/** Training steps of networks on the backends of TensorFlow.js, and in PyTorch on the same processor, in turn. */
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { median } from '@ranksweep/core';
import { backendKind, backendNames } from '@ranksweep/engine/tfjs';
import type { FoundPeer } from '../peers.ts';
import { ratioOf, takeTurns, type Ratio, type Rounds } from '../rounds.ts';
import { SideProcess } from '../side.ts';
import type { ConvnetWorkload } from './workloads.ts';

export interface ConvnetResult {
  readonly workload: string;
  /** Such as `ranksweep tfjs-native`. */
  readonly side: string;
  readonly msPerStep: number;
  /** The most that its process held. */
  readonly maxResidentBytes: number;
  /** The other's time over this one's, in the rounds in which both were measured: against PyTorch, where it is at hand. */
  readonly speedup?: Ratio;
}

/** Written for reading, and hundreds of times slower than the others. */
const SLOW = 'tfjs-cpu';

/** The backends that this machine has and that trainings are timed on. */
export const timedBackends = (): string[] =>
  backendNames().filter((name) => {
    const kind = backendKind(name);
    return name !== SLOW && kind.suits() && kind.absence() === undefined;
  });

/** @param torch leaves PyTorch out where undefined */
export async function measureConvnet(
  workload: ConvnetWorkload,
  backends: readonly string[],
  torch: FoundPeer | undefined,
  rounds: Rounds,
): Promise<ConvnetResult[]> {
  const sides: SideProcess[] = [];
  try {
    for (const backend of backends) sides.push(await startOwn(workload, backend));
    if (torch !== undefined) sides.push(await startTorch(workload, torch));
    const memory = sides.map(() => 0);
    const timed = sides.map((side, i) => async (steps: number) => {
      const { wallMs, maxResidentBytes = 0 } = await side.advance({ iterations: steps });
      memory[i] = Math.max(memory[i]!, maxResidentBytes);
      return wallMs;
    });
    const times = await takeTurns(timed, rounds);
    const ofTorch = torch === undefined ? undefined : times.at(-1);
    return sides.map((side, i) => ({
      workload: workload.name,
      side: side.framework,
      msPerStep: median(times[i]!),
      maxResidentBytes: memory[i]!,
      ...(ofTorch === undefined || ofTorch === times[i] ? {} : { speedup: ratioOf(ofTorch, times[i]!) }),
    }));
  } finally {
    await Promise.all(sides.map((side) => side.close()));
  }
}

/** What a process holds while it trains. */
export interface MemoryResult {
  readonly workload: string;
  readonly side: string;
  readonly held: readonly { readonly step: number; readonly residentBytes: number }[];
}

/** How often memory is looked at. */
const LOOKS = 10;

/** @param steps how many each backend makes */
export async function measureMemory(
  workload: ConvnetWorkload,
  backends: readonly string[],
  steps: number,
): Promise<MemoryResult[]> {
  const results: MemoryResult[] = [];
  for (const backend of backends) {
    const side = await startOwn(workload, backend);
    try {
      const held: { step: number; residentBytes: number }[] = [];
      for (let look = 1, done = 0; look <= LOOKS; look++) {
        const next = Math.round((steps * look) / LOOKS);
        if (next === done) continue;
        const { iteration, residentBytes = 0 } = await side.advance({ iterations: next - done });
        held.push({ step: iteration, residentBytes });
        done = next;
      }
      results.push({ workload: workload.name, side: side.framework, held });
    } finally {
      await side.close();
    }
  }
  return results;
}

const startOwn = ({ name }: ConvnetWorkload, backend: string): Promise<SideProcess> =>
  SideProcess.start(process.execPath, [
    fileURLToPath(new URL('convnetProcess.ts', import.meta.url)),
    name,
    backend,
  ]);

/** On as many threads as TensorFlow's native library takes by itself. */
const startTorch = (workload: ConvnetWorkload, { python }: FoundPeer): Promise<SideProcess> =>
  SideProcess.start(python, [
    fileURLToPath(new URL('../../peers/convnet_peer.py', import.meta.url)),
    JSON.stringify({ ...workload, threads: availableParallelism() }),
  ]);
