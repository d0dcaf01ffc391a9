/** A report of made-up runs. */
import type { Curve, Figure } from '@ranksweep/plot';
import type { DataTable, Report, SweepReport } from '../../src/index.ts';

export const HOSTILE = `</script><img src=x onerror="window.taken = 1"><b title='a"b'>&amp;`;

export const seeds = [0, 1, 2];
const ranks = [1, 2];

/** Rises at another iteration for every rank and seed. */
export function rising(rank: number, seed: number, points = 60): Curve {
  const iterations = Array.from({ length: points }, (_, i) => 25 * i);
  const at = 25 * points * (0.2 * rank + 0.05 * (seed % 7));
  const values = iterations.map((t) => 30 / rank / (1 + Math.exp((at - t) / (1.5 * points))) + 0.001);
  return { rank, seed, iterations, values };
}

export const rankedCurves: readonly Curve[] = seeds.flatMap((seed) =>
  ranks.map((rank) => rising(rank, seed)),
);

const figure: Figure = {
  caption: `What is drawn. ${HOSTILE}`,
  panels: [
    { title: HOSTILE, yTitle: 'component norm', curves: rankedCurves },
    {
      title: 'Two groups',
      yTitle: 'error',
      groupTitle: 'init std',
      curves: seeds.flatMap((seed) =>
        ['0.1', HOSTILE].map((group, g) => {
          const { iterations, values } = rising(g + 1, seed);
          return { seed, group, iterations, values };
        }),
      ),
    },
    {
      kind: 'final',
      title: 'Finals',
      xTitle: 'init std',
      yTitle: 'final error',
      seeds: 'range',
      hasErrors: false,
      xLabels: ['small', HOSTILE],
      lines: [
        {
          group: 'a',
          points: [
            { x: 0, value: 1.5, low: 1, high: 2, runs: 3 },
            { x: 1, value: 3, low: 3, high: 3, runs: 1 },
          ],
          theory: [],
        },
      ],
    },
    {
      kind: 'heatmap',
      title: 'A map',
      xTitle: 'depth',
      yTitle: 'std',
      valueTitle: 'final error',
      xLabels: ['2', '3'],
      yLabels: ['0.1', '0.2'],
      cells: [
        { x: '2', y: '0.1', value: 0.25 },
        { x: '3', y: '0.2', value: 0.5 },
        { x: '3', y: '0.1', value: Infinity },
      ],
    },
  ],
};

/** In another order than any column's; one error of every kind. */
const runs: DataTable = {
  columns: [
    { name: 'run', kind: 'number' },
    { name: 'part', kind: 'text' },
    { name: 'init.std', kind: 'number' },
    { name: 'status', kind: 'text' },
    { name: 'train_loss', kind: 'number', description: 'last value' },
    { name: 'error', kind: 'text' },
  ],
  rows: [
    [3, 'main', 0.01, 'done', 0.123456789, null],
    [1, 'main', 0.1, 'failed', null, HOSTILE],
    [2, 'main', 0.01, 'diverged', Infinity, null],
    [10, 'b-mf', 0.1, 'done', 2e-7, null],
    [4, 'b-mf', 0.1, 'diverged', NaN, null],
  ],
  total: 5,
  command: 'npx ranksweep export sweep:4 --format csv --table runs',
};

export const sweep: SweepReport = {
  id: 4,
  name: HOSTILE,
  preset: HOSTILE,
  status: 'failed',
  createdAt: '2026-03-01T10:00:00.000Z',
  finishedAt: null,
  tags: [HOSTILE],
  counts: { done: 2, diverged: 2, failed: 1, pending: 0 },
  troubles: [
    { what: 'failed', why: HOSTILE, runIds: [1] },
    { what: 'diverged', why: 'the loss became infinite', runIds: [2, 4] },
  ],
  searches: [
    {
      part: HOSTILE,
      result: `trial 7, ${HOSTILE} 0.25`,
      facts: [['Objective', `minimize ${HOSTILE}`]],
      best: {
        columns: [
          { name: 'optimizer.kind', kind: 'text' },
          { name: HOSTILE, kind: 'number' },
          { name: 'trial', kind: 'number' },
          { name: 'runs', kind: 'text' },
        ],
        rows: [
          [HOSTILE, 0.25, 7, [3, 2, 99]],
          ['sgd', 0.123456789, 11, [10]],
          [null, 0.5, 0, []],
        ],
        total: 12,
        command: 'npx ranksweep sql "select * from trials"',
      },
      rungs: [
        { iteration: 480, came: 12, pruned: 9 },
        { iteration: 1440, came: 3, pruned: 0 },
      ],
      figure: {
        caption: `The best so far of ${HOSTILE}`,
        panels: [
          {
            kind: 'scatter',
            title: '',
            x: { title: 'cell' },
            y: { title: HOSTILE },
            points: [
              { x: 0, y: 0.5, isMarked: true },
              { x: 7, y: 0.25, isMarked: true },
              { x: 11, y: Infinity, isMarked: false },
            ],
            line: [
              { x: 0, y: 0.5 },
              { x: 7, y: 0.5 },
              { x: 7, y: 0.25 },
              { x: 11, y: 0.25 },
            ],
          },
        ],
      },
    },
    {
      part: 'begun',
      result: 'none has ended',
      facts: [],
      best: { columns: [], rows: [], total: 0, command: 'npx ranksweep' },
      rungs: [],
    },
  ],
  boundaries: [
    {
      part: HOSTILE,
      outcome: `${HOSTILE} < 0.1, for most seeds, from this task.observed on`,
      confidence: '90 %',
      runs: 31,
      lines: {
        columns: [
          { name: 'task.target.rank', kind: 'number' },
          { name: 'task.observed', kind: 'number' },
          { name: 'interval', kind: 'text' },
          { name: 'runs', kind: 'number' },
        ],
        rows: [
          [1, 75, '25 to 125', 20],
          [2, 'at none', '200, or at none', 11],
        ],
        total: 2,
        command: 'npx ranksweep show sweep:4',
      },
    },
  ],
  figure,
  theory: [
    {
      part: 'main',
      cell: 'model.depth=3',
      norm: 'component_norm',
      expected: 4 / 3,
      measured: [
        { exponent: 1.34, error: 0.01 },
        { exponent: 1.5, error: 0.02 },
        { exponent: 3, error: 0.5 },
      ],
      withinBounds: [1, 0.9],
    },
  ],
  runs,
  events: {
    columns: [
      { name: 'run', kind: 'number' },
      { name: 'event', kind: 'text' },
    ],
    rows: [
      [3, 'rise'],
      [99, 'rise'],
    ],
    total: 7,
    command: 'npx ranksweep export sweep:4 --format csv --table events',
  },
  configurations: [{ part: HOSTILE, yaml: `name: ${HOSTILE}\n` }],
  reproduction: {
    definition: `name: ${HOSTILE}\n`,
    fileName: 'made-up.yaml',
    commands: [{ what: 'Run it.', command: 'npx ranksweep run ./made-up.yaml' }],
    facts: [['device', HOSTILE]],
  },
};

export const report: Report = {
  title: HOSTILE,
  writtenAt: '2026-03-02T10:00:00.000Z',
  program: 'ranksweep 0.1.0',
  sweeps: [sweep],
};
