/** One workload on one lane, in a process of its own: speed, share of the micro-kernel's peak, cost of recording, memory. */
import { fileURLToPath } from 'node:url';
import { median, planFlops } from '@ranksweep/core';
import type { EngineName } from '@ranksweep/engine';
import { medianRatio, takeTurns, type Rounds } from './rounds.ts';
import { SideProcess } from './side.ts';
import type { BenchWorkload } from './workloads.ts';

/** Snapshots are as far apart as in the papers. */
export const RECORD_EVERY = 25;

export interface WorkloadResult {
  readonly name: string;
  readonly title: string;
  readonly msPerIteration: number;
  /** By the plan's count of what has to be computed. */
  readonly flopsPerIteration: number;
  readonly gigaflops: number;
  readonly microKernelGigaflops: number;
  readonly shareOfMicroKernel: number;
  /** Share of a run's time that it spends on snapshots of all default metrics every 25 iterations. */
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
  const side = await startEngine(workload, engine);
  try {
    let maxResidentBytes = 0;
    const peaks: number[] = [];
    const advance = async (intervals: number, look?: 'loss' | 'snapshot'): Promise<number> => {
      const iterations = intervals * RECORD_EVERY;
      const advanced = await side.advance(
        look ? { iterations, lookEvery: RECORD_EVERY, look } : { iterations },
      );
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
    const flopsPerIteration = planFlops(workload.prepare().plan);
    const gigaflopsOf = (intervalMs: number): number => (flopsPerIteration * RECORD_EVERY) / intervalMs / 1e6;
    const peakOfRound = peaks.slice(-rounds.count);
    return {
      name: workload.name,
      title: workload.title,
      msPerIteration: median(bareMs!) / RECORD_EVERY,
      flopsPerIteration,
      gigaflops: gigaflopsOf(median(bareMs!)),
      microKernelGigaflops: median(peakOfRound),
      shareOfMicroKernel: medianRatio(bareMs!.map(gigaflopsOf), peakOfRound),
      recordingShare: 1 - medianRatio(checkedMs!, recordedMs!),
      maxResidentBytes,
    };
  } finally {
    await side.close();
  }
}
