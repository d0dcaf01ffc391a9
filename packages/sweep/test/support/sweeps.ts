/** Small sweeps on real stores in temporary folders. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FactorizationConfig, FactorizationInput } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import { openStore, type Store } from '@ranksweep/store';
import { onTestFinished } from 'vitest';
import { parts as convergingParts } from '../../../factorization/test/support/configs.ts';
import type { LanePlace } from '../../src/launch/launcher.ts';
import { expandSweep, type ExpandedRun, type ExpandedSweep } from '../../src/definition/expand.ts';
import { runSweep, type SweepOptions, type SweepResult } from '../../src/runSweep.ts';
import { KEPT_LANES } from './keptLanes.ts';

const parts = {
  ...convergingParts,
  // Its configuration once meant something else: {5} and {5@2} had equal matrices.
  unary: {
    model: { kind: 'hierarchical', widths: [4, 4, 4] },
    task: { kind: 'completion', dims: [2, 2, 2, 2, 2], observed: 20, target: { kind: 'cp', rank: 1 } },
    init: { std: 0.3 },
  },
} as const satisfies Record<string, Omit<FactorizationInput, 'seed'>>;

export type PartName = keyof typeof parts;

type Changes = Partial<Pick<FactorizationInput, 'stop' | 'record' | 'optimizer'>>;

interface FactorizationSweep extends ExpandedSweep {
  readonly runs: readonly (ExpandedRun & { readonly config: FactorizationConfig })[];
}

/** The named parts with two seeds each. */
export function smallSweep(
  names: readonly PartName[] = ['mf', 'tf', 'htf'],
  changes: Changes = {},
): FactorizationSweep {
  const stop = { maxIterations: 300, patience: 3, ...changes.stop };
  const definition = parseDefinition(
    {
      name: 'small',
      description: '',
      presets: {
        quick: {
          seeds: [0, 1],
          parts: Object.fromEntries(
            names.map((name) => [name, { base: { ...parts[name], ...changes, stop } }]),
          ),
        },
      },
    },
    'small',
  );
  return expandSweep(definition) as FactorizationSweep;
}

/** A new store that is gone when the test ends. */
export function temporaryStore(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-sweep-'));
  const store = openStore(join(folder, 'test.db'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return store;
}

export interface RunOptions extends Partial<Omit<SweepOptions, 'lanes'>> {
  /** Default: wasm. */
  readonly engine?: string;
  /** Default: two of the engine. */
  readonly lanes?: number | readonly LanePlace[];
}

export const run = (
  store: Store,
  sweep: ExpandedSweep,
  { engine = 'wasm', lanes = 2, ...options }: RunOptions = {},
): Promise<SweepResult> =>
  runSweep(store, sweep, {
    lanes: typeof lanes === 'number' ? { engine, count: lanes } : lanes,
    keepState: true,
    launcher: KEPT_LANES,
    ...options,
  });

/** All points and events of a sweep by part and seed: what must be the same, however it was run. */
export function results(store: Store, { sweepId }: Pick<SweepResult, 'sweepId'>): unknown[] {
  return store.runsOfSweep(sweepId).map(({ runId, part, seed, status, stopReason, iterations }) => ({
    part,
    seed,
    status,
    stopReason,
    iterations,
    points: Object.fromEntries(
      store
        .trajectory(runId, '*')
        .map(({ metric, iterations: at, values }) => [metric, [[...at], [...values]]]),
    ),
    events: store.events(runId),
    finals: Object.fromEntries(store.finals(runId)),
  }));
}
