/** A kind of run whose points come by themselves: each run carries out a list of steps. */
import type { RunConfig } from '@ranksweep/core';
import type { LaneMessage, StreamedRun, StreamKind } from '../../src/index.ts';

export type Step =
  | { readonly report: number; readonly values: Readonly<Record<string, number>> }
  | { readonly save: number; readonly state: string }
  | { readonly fail: Error }
  /** Waits until the run is asked to stop, or for so many milliseconds. */
  | { readonly wait: number };

export interface Script {
  readonly steps: readonly Step[];
  /** Carried out once the run was asked to stop. */
  readonly atStop?: readonly Step[];
  readonly stop?: Partial<RunConfig['stop']>;
  readonly record?: Partial<RunConfig['record']>;
}

export const script = ({ stop, record, ...own }: Script): RunConfig =>
  ({
    ...own,
    seed: 0,
    stop: { lossBelow: 0, patience: 0, checkEvery: 1, maxIterations: 1000, ...stop },
    record: { every: 1, top: 1, ...record },
  }) as unknown as RunConfig;

/** @param begun receives every run that begins, as its kind sees it */
export const streamingKind = (begun: StreamedRun[] = []): StreamKind => ({
  lossOf: () => 'loss',
  async stream(run) {
    begun.push(run);
    const { steps, atStop = [] } = run.config as unknown as Script;
    for (const step of steps) {
      if (run.signal.aborted) break;
      await carryOut(run, step);
    }
    if (!run.signal.aborted) return 'ended';
    for (const step of atStop) await carryOut(run, step);
    return 'stopped';
  },
});

async function carryOut(run: StreamedRun, step: Step): Promise<void> {
  if ('fail' in step) throw step.fail;
  if ('save' in step) run.save(step.save, step.state);
  else if ('wait' in step) await stopOr(run.signal, step.wait);
  else if (!run.report(step.report, step.values)) await run.room();
}

const stopOr = (signal: AbortSignal, ms: number): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Values by iteration up to a last one, for each metric that has any. */
export function points(
  messages: readonly LaneMessage[],
  last = Infinity,
): Record<string, Record<number, number>> {
  const found: Record<string, Record<number, number>> = {};
  for (const message of messages) {
    if (!('snapshots' in message) || message.snapshots === undefined) continue;
    const { metrics, iterations, values } = message.snapshots;
    metrics.forEach((metric, m) =>
      iterations.forEach((iteration, i) => {
        if (iteration <= last) (found[metric] ??= {})[iteration] = values[m * iterations.length + i]!;
      }),
    );
  }
  return found;
}
