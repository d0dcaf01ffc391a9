/** One workload on one lane, in a process of its own: speed, share of the micro-kernel's peak, cost of recording, memory. */
import { fileURLToPath } from 'node:url';
import { median, planFlops } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import { ratioOf, takeTurns, type Rounds } from './rounds.ts';
import { SideProcess } from './side.ts';
import type { BenchWorkload } from './workloads.ts';

/** Snapshots are as far apart as in the papers: 25 iterations, or an epoch of batches. */
const recordEvery = ({ iterationsPerEpoch }: BenchWorkload): number => iterationsPerEpoch ?? 25;

export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  readonly msPerIteration: number;
  /** By the plan's count of what has to be computed. */
  readonly flopsPerIteration: number;
  readonly gigaflops: number;
  readonly microKernelGigaflops: number;
  readonly shareOfMicroKernel: number;
  readonly recordEvery: number;
  /** Share of a run's time that it spends on snapshots of all default metrics every `recordEvery` iterations. */
  readonly recordingShare: number;
  /** The most that a process with one lane held, Node included. */
  readonly maxResidentBytes: number;
}

export const startEngine = (workload: BenchWorkload, engine: EngineName): Promise<SideProcess> =>
  SideProcess.start(process.execPath, [
    fileURLToPath(new URL('./engineProcess.ts', import.meta.url)),
    workload.name,
    engine,
  ]);

export async function measureWorkload(
  workload: BenchWorkload,
  engine: EngineName,
  rounds: Rounds,
): Promise<WorkloadResult> {
  const every = recordEvery(workload);
  const flopsPerIteration = planFlops((await workload.prepare()).plan);
  const side = await startEngine(workload, engine);
  try {
    let maxResidentBytes = 0;
    const peaks: number[] = [];
    const advance = async (intervals: number, look?: 'loss' | 'snapshot'): Promise<number> => {
      const iterations = intervals * every;
      const advanced = await side.advance(look ? { iterations, lookEvery: every, look } : { iterations });
      maxResidentBytes = Math.max(maxResidentBytes, advanced.maxResidentBytes ?? 0);
      return advanced.wallMs;
    };
    const bare = async (intervals: number): Promise<number> => {
      const wallMs = await advance(intervals);
      peaks.push((await side.peak(rounds.burstMs / 4)).gigaflops);
      return wallMs;
    };
    // A run that records nothing looks at its loss all the same, to know when to stop.
    const checked = (intervals: number): Promise<number> => advance(intervals, 'loss');
    const recorded = (intervals: number): Promise<number> => advance(intervals, 'snapshot');
    const [bareMs, checkedMs, recordedMs] = await takeTurns([bare, checked, recorded], rounds);
    const gigaflopsOf = (intervalMs: number): number => (flopsPerIteration * every) / intervalMs / 1e6;
    const peakOfRound = peaks.slice(-rounds.count);
    return {
      name: workload.name,
      title: workload.title,
      msPerIteration: median(bareMs!) / every,
      flopsPerIteration,
      gigaflops: gigaflopsOf(median(bareMs!)),
      microKernelGigaflops: median(peakOfRound),
      shareOfMicroKernel: ratioOf(bareMs!.map(gigaflopsOf), peakOfRound).median,
      recordEvery: every,
      recordingShare: 1 - ratioOf(checkedMs!, recordedMs!).median,
      maxResidentBytes,
    };
  } finally {
    await side.close();
  }
}
