import { definitionSchema, runConfigSchema, type FigureSpec, type RunConfig } from '@ranksweep/core';
import { openStore, type Store } from '@ranksweep/store';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { figureFromStore, renderSvg, vegaLiteSpec } from '../src/index.ts';

interface Recorded {
  readonly part?: string;
  readonly std: number;
  readonly seed?: number;
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

const config = (std: number, seed: number): RunConfig =>
  runConfigSchema.parse({
    model: { kind: 'cp', components: 8 },
    task: { kind: 'completion', dims: [4, 4, 4], observed: 20, target: { kind: 'cp', rank: 2 } },
    init: { std },
    seed,
    stop: { maxIterations: 1000 },
  });

/** A store with one sweep of these runs. */
function storeWith(runs: readonly Recorded[]): { store: Store; sweepId: number } {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-plot-'));
  const store = openStore(join(folder, 'ranksweep.db'));
  onTestFinished(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'quick', spec: {}, specHash: 'h' });
  const registered = store.registerRuns(
    sweepId,
    runs.map(({ part = 'main', std, seed = 0 }, cell) => ({
      config: config(std, seed),
      trajectoryHash: `${part}/${std}/${seed}`,
      arithmetic: 'f64',
      part,
      cell,
    })),
  );
  runs.forEach(({ columns }, i) => {
    const claimed = store.claimRun(registered[i].runId, {
      lane: 'cpu-0',
      device: 'cpu',
      engine: 'reference',
      versions: {},
      gitSha: null,
      leaseMs: 60_000,
      restart: false,
    });
    const values = Object.values(columns);
    const iterations = Float64Array.from({ length: values[0]?.length ?? 0 }, (_, t) => 25 * t);
    store.appendChunk(registered[i].runId, claimed!.attempt, {
      metrics: Object.keys(columns),
      iterations,
      values: Float64Array.from(values.flat()),
    });
  });
  return { store, sweepId };
}

function figureSpec(...panels: object[]): FigureSpec {
  const definition = {
    name: 'a',
    description: '',
    presets: {},
    figure: {
      caption: 'A caption.',
      panels: panels.map((panel) => ({ title: 'A panel', part: 'main', ...panel })),
    },
  };
  return definitionSchema.parse(definition).figure!;
}

const norms = { component_norm_1: [0, 3], component_norm_2: [0, 2], component_norm_10: [0, 1] };

describe('figureFromStore', () => {
  it('draws the top curves of a ranked metric, by rank and seed', () => {
    const { store, sweepId } = storeWith([
      { std: 0.01, seed: 1, columns: norms },
      { std: 0.01, seed: 0, columns: norms },
    ]);
    const [panel] = figureFromStore(store, sweepId, figureSpec({ metric: 'component_norm', top: 2 })).panels;
    expect(panel.yTitle).toBe('component norm');
    expect(panel.curves.map(({ rank, seed }) => [rank, seed])).toEqual(
      expect.arrayContaining([
        [1, 0],
        [2, 0],
        [1, 1],
        [2, 1],
      ]),
    );
    expect(panel.curves).toHaveLength(4);
    expect(panel.curves.find(({ rank }) => rank === 2)).toMatchObject({
      iterations: Float64Array.of(0, 25),
      values: Float64Array.of(0, 2),
    });
  });

  it('takes the runs of the part whose configuration has the values asked for', () => {
    const { store, sweepId } = storeWith([
      { std: 0.05, columns: { train_loss: [5] } },
      { std: 0.01, columns: { train_loss: [1] } },
      { part: 'other', std: 0.01, columns: { train_loss: [9] } },
    ]);
    const spec = figureSpec(
      { metric: 'train_loss', where: { 'init.std': 0.01 } },
      { metric: 'train_loss', where: { 'task.dims': [4, 4, 4] } },
      { metric: 'train_loss', where: { 'init.nowhere.deeper': 1 } },
    );
    const drawn = figureFromStore(store, sweepId, spec).panels.map((panel) =>
      panel.curves.map((curve) => curve.values[0]),
    );
    expect(drawn).toEqual([[1], [5, 1], []]);
  });

  it('groups an unranked metric by an axis, in the order of the cells', () => {
    const { store, sweepId } = storeWith([
      { std: 0.05, columns: { reconstruction_error: [1, 0.1] } },
      { std: 0.005, columns: { reconstruction_error: [1, 0] } },
    ]);
    const spec = figureSpec({ metric: 'reconstruction_error', colorBy: 'init.std' });
    const [panel] = figureFromStore(store, sweepId, spec).panels;
    expect(panel).toMatchObject({ groupTitle: 'init std', yTitle: 'reconstruction error' });
    expect(panel.curves.map((curve) => curve.group)).toEqual(['0.05', '0.005']);
  });

  it('reads ranked metrics of a node, and draws their name', async () => {
    const { store, sweepId } = storeWith([
      {
        std: 0.01,
        columns: {
          'local_component_norm{1,2,3,4}_1': [0, 2],
          'local_component_norm{1,2,3,4}_2': [0, 1],
          'local_component_norm{1,2}_1': [0, 7],
        },
      },
    ]);
    const figure = figureFromStore(store, sweepId, figureSpec({ metric: 'local_component_norm{1,2,3,4}' }));
    expect(figure.panels[0].curves.map(({ rank, values }) => [rank, values[1]])).toEqual([
      [1, 2],
      [2, 1],
    ]);
    expect(await renderSvg(vegaLiteSpec(figure))).toContain('local component norm {1,2,3,4}');
  });

  it('keeps gaps, and panels without runs', async () => {
    const { store, sweepId } = storeWith([{ std: 0.01, columns: { train_loss: [1, NaN, Infinity, 2] } }]);
    const spec = figureSpec(
      { metric: 'train_loss' },
      { metric: 'component_norm' },
      { metric: 'train_loss', part: 'b' },
    );
    const figure = figureFromStore(store, sweepId, spec);
    expect(figure.panels.map((panel) => panel.curves.length)).toEqual([1, 0, 0]);
    expect([...(figure.panels[0].curves[0].values as Float64Array)]).toEqual([1, NaN, Infinity, 2]);
    expect((await renderSvg(vegaLiteSpec(figure))).match(/>no data</g)).toHaveLength(2);
  });

  it('gives a figure without data for a sweep without runs', () => {
    const { store, sweepId } = storeWith([]);
    expect(figureFromStore(store, sweepId, figureSpec({ metric: 'train_loss' })).panels[0].curves).toEqual(
      [],
    );
  });
});
