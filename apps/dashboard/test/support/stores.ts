/** Databases in temporary folders, made by the store alone, as sweeps of all kinds leave them. */
import { type RunConfig } from '@ranksweep/core';
import { trajectoryHash } from '@ranksweep/kinds';
import type { Claim, Store } from '@ranksweep/store';
import { claim as plainClaim } from '../../../../packages/store/test/support/claim.ts';
import { config, temporaryFolder, temporaryStore } from '../../../../packages/store/test/support/fixtures.ts';
import { plainText } from '../../src/chart/index.ts';
import type { Context } from '../../src/context.ts';
import type { View } from '../../src/view.ts';

export { temporaryFolder, temporaryStore };

/** 2026-01-01 */
const NOW = Date.UTC(2026, 0, 1);

export const contextOf = (store: Store, ranksweep: readonly string[] = []): Context => ({
  store,
  ranksweep,
  now: () => NOW,
});

export const configOf = (seed: number, std: number): RunConfig => config({ seed, std });

export const claim: Claim = { ...plainClaim, lane: 'lane-1', engine: 'wasm', leaseMs: 3_600_000 };

/** Adds a pending sweep of every std with every seed; its one axis is init.std. @returns its number, and its runs' */
export function addSweep(
  store: Store,
  name: string,
  stds: readonly number[],
  seeds: number,
): { readonly sweepId: number; readonly runIds: readonly number[] } {
  const spec = { definition: name, preset: 'quick', parts: { tf: { axes: { 'init.std': stds } } } };
  const sweepId = store.upsertSweep({ name, definition: name, preset: 'quick', spec, specHash: name });
  const runs = stds.flatMap((std) =>
    Array.from({ length: seeds }, (_, seed) => ({
      config: configOf(seed, std),
      trajectoryHash: trajectoryHash(configOf(seed, std)),
      arithmetic: 'f32-fma',
      part: 'tf',
      cell: { 'init.std': std },
    })),
  );
  return { sweepId, runIds: store.registerRuns(sweepId, runs).map(({ runId }) => runId) };
}

/** Ends a run that is pending, with two snapshots of its loss and error. */
export function finish(store: Store, runId: number, status: 'done' | 'diverged' | 'failed' = 'done'): void {
  const { attempt } = store.claimRun(runId, claim)!;
  store.appendChunk(runId, attempt, {
    metrics: ['train_loss', 'reconstruction_error'],
    iterations: Float64Array.of(0, 1000),
    values: Float64Array.of(4, 4 / runId, 1, 1 / runId),
  });
  store.finishRun(runId, attempt, {
    status,
    iterations: 1000,
    stopReason: status === 'failed' ? null : 'iteration-limit',
    error: status === 'failed' ? 'out of memory' : null,
    wallMs: 5,
  });
}

/** As people see it: without the blanks at the ends of lines. */
export const screenOf = (view: Pick<View, 'draw'>, width: number, height: number): string =>
  plainText(view.draw({ width, height })).replaceAll(/ +$/gm, '');
