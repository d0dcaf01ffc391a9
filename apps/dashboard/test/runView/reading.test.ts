import { expect, test, vi } from 'vitest';
import type { ReadOnlyStore } from '@ranksweep/store';
import type { View } from '../../src/view.ts';
import {
  addCell,
  chunk,
  ended,
  growth,
  press,
  readerOf,
  screen,
  small,
  take,
  temporaryStore,
  viewOf,
} from './support.ts';

/** Reads of the points of curves, and how many points each gave; `train_loss` of the header aside. */
function spied(store: ReadOnlyStore): { store: ReadOnlyStore; reads: () => [string, number, number][] } {
  const pointsBeyond = vi.fn(store.pointsBeyond);
  const reads = (): [string, number, number][] => {
    const made = pointsBeyond.mock.calls.map(([runId, metric], i): [string, number, number] => [
      metric,
      runId,
      (pointsBeyond.mock.results[i]!.value as { values: number[] }).values.length,
    ]);
    pointsBeyond.mockClear();
    return made.filter(([metric]) => metric !== 'train_loss');
  };
  return { store: { ...store, pointsBeyond }, reads };
}

const look = (view: View): string => {
  view.refresh();
  return screen(view, small);
};

test('only what is new of what is shown is read', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, growth(0, 500));
  const { store: reader, reads } = spied(readerOf(store));
  const view = viewOf(reader, runId);
  look(view);
  expect(reads()).toEqual([1, 2, 3].map((rank) => [`component_norm_${rank}`, runId, 51]));
  screen(view);
  press(view, '-', 'x', 'y');
  screen(view);
  expect(reads()).toEqual([]);

  store.appendChunk(runId, attempt, growth(510, 520));
  look(view);
  expect(reads()).toEqual([1, 2, 3].map((rank) => [`component_norm_${rank}`, runId, 2]));

  store.finishRun(runId, attempt, ended);
  look(view);
  expect(reads()).toEqual([
    ...[1, 2, 3].map((rank) => [`component_norm_${rank}`, runId, 0]),
    ['predicted_component_norm_1', runId, 101],
  ]);
  look(view);
  expect(reads()).toEqual([]);
});

test('a new attempt is read from its beginning', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const first = take(store, runId);
  store.appendChunk(runId, first, growth(0, 500));
  const { store: reader, reads } = spied(readerOf(store));
  const view = viewOf(reader, runId);
  look(view);
  reads();
  store.releaseRun(runId, first);
  const second = take(store, runId, { restart: true });
  store.appendChunk(runId, second, chunk([0, 10], { component_norm_1: [7, 7], train_loss: [1, 1] }));
  expect(look(view)).toContain('top 1 of 1');
  expect(reads()).toEqual([['component_norm_1', runId, 2]]);
});

test('an attempt that goes on from a checkpoint is read from its beginning', () => {
  const store = temporaryStore();
  const [runId] = addCell(store, [0]);
  const first = take(store, runId);
  store.appendChunk(runId, first, growth(0, 200));
  store.saveCheckpoint(runId, first, { iteration: 200, state: Uint8Array.of(1), wallMs: 0 });
  store.appendChunk(runId, first, growth(210, 500));
  const { store: reader, reads } = spied(readerOf(store));
  const view = viewOf(reader, runId);
  look(view);
  reads();
  store.releaseRun(runId, first);
  const second = take(store, runId);
  store.appendChunk(runId, second, growth(210, 700));
  look(view);
  expect(reads()[0]).toEqual(['component_norm_1', runId, 71]);
});

test('what is drawn as a run grows is what is drawn of it at once', () => {
  const store = temporaryStore();
  const [growing, whole] = addCell(store, [0, 1]);
  const [attempt, other] = [take(store, growing), take(store, whole)];
  const n = 20_000;
  const values = Array.from({ length: n }, (_, i) => 1 + Math.sin(i / 3) + i / n);
  const iterations = values.map((_, i) => 5 * i);
  const part = (from: number, to: number): ReturnType<typeof chunk> =>
    chunk(iterations.slice(from, to), { component_norm_1: values.slice(from, to) });
  const reader = readerOf(store);
  const view = viewOf(reader, growing);
  for (let from = 0; from < n; from += 700) {
    store.appendChunk(growing, attempt, part(from, Math.min(n, from + 700)));
    look(view);
  }
  store.appendChunk(whole, other, part(0, n));
  const chartOf = (text: string): string => text.split('\n').slice(5).join('\n');
  const charts = [view, viewOf(reader, whole)].map((one) => {
    const linear = chartOf(screen(one));
    press(one, 'x', 'y');
    return [linear, chartOf(screen(one))];
  });
  expect(charts[0]).toEqual(charts[1]);
});

test('other seeds are read when they are asked for, nine at most', () => {
  const store = temporaryStore();
  const runs = addCell(
    store,
    Array.from({ length: 12 }, (_, seed) => seed),
  );
  for (const runId of runs) store.appendChunk(runId, take(store, runId), growth(0, 100));
  const { store: reader, reads } = spied(readerOf(store));
  const view = viewOf(reader, runs[3]!);
  screen(view);
  expect(new Set(reads().map(([, runId]) => runId))).toEqual(new Set([runs[3]]));
  press(view, 's');
  expect(screen(view, { width: 120, height: 24 })).toContain('dotted: seeds 0 1 2 4 5 6 7 8 9');
  expect(reads()).toHaveLength(3 * 9);
  expect(look(view)).toContain('seeds 9 of 11');
});
