/** Stored runs, and the view of one as text. */
import type { TrajectoryChunk } from '@ranksweep/core';
import { openStore, type NewRun, type ReadOnlyStore, type RunEnd, type Store } from '@ranksweep/store';
import { onTestFinished } from 'vitest';
import {
  chunk,
  config,
  done,
  newRun,
  newSweep,
  take,
  temporaryStore,
} from '../../../../packages/store/test/support/fixtures.ts';
import { plainText } from '../../src/chart/index.ts';
import type { Key, Size, View } from '../../src/view.ts';
import { Marks } from '../../src/marks.ts';
import { runView } from '../../src/views/run/runView.ts';

export { chunk, newRun, take, temporaryStore };

export const small: Size = { width: 80, height: 24 };
export const large: Size = { width: 200, height: 60 };

/** What the dashboard has: the same file for reading alone. */
export function readerOf(store: Store): ReadOnlyStore {
  const reader = openStore(store.path, { readOnly: true });
  onTestFinished(() => reader.close());
  return reader;
}

export function viewOf(store: ReadOnlyStore, runId: number, now: () => number = () => 0): View {
  const view = runView({ store, ranksweep: ['ranksweep'], now }, new Marks(), runId);
  view.refresh();
  return view;
}

export const screen = (view: View, size: Size = small): string => plainText(view.draw(size));

export function press(view: View, ...keys: Key[]): void {
  for (const key of keys) {
    view.draw(small);
    view.press(key);
  }
}

/** Adds runs of one cell, `init.std` 0.01, one a seed. @returns their numbers, in the seeds' order */
export function addCell<const Seeds extends readonly number[]>(
  store: Store,
  seeds: Seeds,
  changes: Partial<NewRun> = {},
): { [Place in keyof Seeds]: number } {
  const axes = { 'init.std': [0.01, 0.1] };
  const sweep = store.upsertSweep({ ...newSweep, spec: { parts: { main: { axes } } } });
  const runs = seeds.map((seed) => newRun({ config: config({ seed }), ...changes }));
  return store.registerRuns(sweep, runs).map(({ runId }) => runId) as { [Place in keyof Seeds]: number };
}

/** Three components, of which two rise one after the other, and what else runs record. */
export function growth(from: number, to: number, shift = 0): TrajectoryChunk {
  const iterations = Array.from({ length: (to - from) / 10 + 1 }, (_, i) => from + 10 * i);
  const rising = (at: number, final: number): number[] =>
    iterations.map((i) => final / (1 + Math.exp((at + shift - i) / 20)));
  const [first, second] = [rising(300, 8), rising(600, 5)];
  const error = iterations.map((_, i) => 1 - (first[i]! + second[i]!) / 14);
  return chunk(iterations, {
    component_norm_1: first,
    component_norm_2: second,
    component_norm_3: iterations.map(() => 0.01),
    train_loss: error.map((value) => value ** 2),
    reconstruction_error: error,
    'effective_rank{1,2}': iterations.map((i) => 1 + i / 1000),
    'effective_rank{3}': iterations.map((i) => 2 - i / 1000),
    unbalancedness: iterations.map((i) => 1e-6 * i),
  });
}

export const events = [
  { iteration: 300, kind: 'rise', subject: 'component_norm_1', value: 4 },
  { iteration: 600, kind: 'rise', subject: 'component_norm_2', value: 2.5 },
  { iteration: 450, kind: 'plateau_start', subject: 'reconstruction_error', value: 0.43 },
] as const;

/** The theory of the first component, up to the end. */
const theory = Array.from({ length: 101 }, (_, i) => 10 * i);

export const ended: RunEnd = {
  ...done,
  iterations: 1000,
  wallMs: 75_000,
  events: [...events],
  derived: [
    {
      metric: 'predicted_component_norm_1',
      iterations: theory,
      values: theory.map((i) => 9 / (1 + Math.exp((280 - i) / 20))),
    },
    { metric: 'growth_exponent_component_norm_1', iterations: [1000], values: [1.33] },
  ],
};

/** A run that is done, with ranks, theory and events. */
export function finish(store: Store, runId: number, end: RunEnd = ended, shift = 0): void {
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, growth(0, 1000, shift));
  store.finishRun(runId, attempt, end);
}
