import { Resvg } from '@resvg/resvg-js';
import type { TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import type { AnalysisPanel, BarPanel, Figure, ParallelPanel, ScatterPanel } from '../src/figure.ts';
import { captionOf, vegaLiteSpec } from '../src/page/spec.ts';
import { renderSvg } from '../src/output/render.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';

const figureOf = (...panels: AnalysisPanel[]): Figure => ({ caption: 'What axes do.', panels });

const scatter: ScatterPanel = {
  kind: 'scatter',
  title: 'front',
  x: { title: 'error', scale: 'log' },
  y: {
    title: 'kind',
    ticks: [
      { at: 0.25, label: 'adam' },
      { at: 0.75, label: 'a long name of an optimizer' },
    ],
  },
  points: [
    { x: 0.001, y: 0 },
    { x: 10, y: 1, isMarked: true },
    { x: 1, y: Infinity },
  ],
  line: [
    { x: 0.001, y: 0 },
    { x: 10, y: 0 },
    { x: 10, y: 1 },
  ],
};
const surface: ScatterPanel = {
  ...scatter,
  title: 'surface',
  y: { title: 'observed' },
  valueTitle: 'reconstruction error',
  scale: 'log',
  points: [{ x: 0.1, y: 50, value: 0.5 }],
  line: [],
  surface: { columns: 2, rows: 2, ends: { x: [0.01, 1], y: [0, 100] }, values: [1, 0.1, 0.01, 0.001] },
};
const bars: BarPanel = {
  kind: 'bars',
  title: 'importance',
  xTitle: 'share',
  bars: [
    { label: 'optimizer learning rate', value: 0.7, low: 0.6, high: 0.8 },
    { label: 'init std', value: 0.2, low: -0.1, high: 0.3 },
  ],
};
const parallel: ParallelPanel = {
  kind: 'parallel',
  title: 'all axes',
  valueTitle: 'test mse',
  span: 2,
  axes: [
    { title: 'init std', ticks: [{ at: 0.25, label: '0.01' }] },
    { title: 'optimizer kind', ticks: [{ at: 0.5, label: 'adam' }] },
    { title: 'test mse', ticks: [{ at: 1, label: '3' }] },
  ],
  lines: [
    { places: [0, 0.5, 1], value: 3 },
    { places: [1, 0.5, 0], value: 1, isMarked: true },
  ],
};

const draw = async (figure: Figure): Promise<string> => await renderSvg(vegaLiteSpec(figure));

describe('panels that tell of axes', () => {
  it('are drawn without a warning, together and alone', () => {
    for (const figure of [
      figureOf(scatter, surface, bars, parallel),
      ...[scatter, surface, bars, parallel].map((one) => figureOf(one)),
    ]) {
      const spec = vegaLiteSpec(figure) as TopLevelSpec;
      expect(collectWarnings((logger) => compile(spec, { logger }))).toEqual([]);
    }
  });

  it('name axes, levels and values', async () => {
    const words = texts(await draw(figureOf(scatter, surface, bars, parallel)));
    for (const word of [
      'error',
      'adam',
      'optimizer learning rate',
      '0.70',
      'init std',
      '0.01',
      'optimizer kind',
      'test mse',
    ]) {
      expect(words).toContain(word);
    }
  });

  it('cross out above what has no finite value, and say so', async () => {
    expect(texts(await draw(figureOf(scatter)))).toContain('×');
    expect(captionOf(figureOf(scatter))).toContain('Crosses above: no finite value.');
    expect(captionOf(figureOf(surface))).not.toContain('Crosses');
  });

  it('leave room for the longest label at the left', () => {
    const shares = { ...bars, bars: bars.bars.map((one) => ({ ...one, label: one.label.slice(0, 3) })) };
    const left = (figure: Figure): number => {
      const { concat } = vegaLiteSpec(figure) as unknown as { concat: { width: number }[] };
      return concat[0]!.width;
    };
    expect(left(figureOf(bars))).toBeLessThan(left(figureOf(shares)) - 50);
  });

  it('paint surfaces without stripes, where the first column has another colour than the last', async () => {
    const [columns, rows] = [8, 32];
    const values = Array.from({ length: columns * rows }, (_, i) => (i % columns < 4 ? 1 : 0.001));
    const figure = figureOf({
      ...surface,
      points: [],
      surface: { ...surface.surface!, columns, rows, values },
    });
    const { pixels, width, height } = new Resvg(await draw(figure), {
      font: { loadSystemFonts: false },
    }).render();
    // A line upwards through the middle of the last column, which ends where the plot does.
    const isColoured = (at: number): boolean =>
      pixels[at] !== pixels[at + 1] || pixels[at] !== pixels[at + 2];
    const columnAt = (x: number): number[] =>
      Array.from({ length: height }, (_, y) => 4 * (y * width + x)).filter(isColoured);
    const right = Array.from({ length: width }, (_, x) => x).findLast(
      (x) => columnAt(x).length > height / 3,
    )!;
    const inner = columnAt(right - 8).slice(2, -2);
    const colours = new Set(inner.map((at) => pixels.subarray(at, at + 3).join()));
    expect(inner.length).toBeGreaterThan(100);
    expect([...colours]).toHaveLength(1);
  });

  it.each<[axes: string, x: ScatterPanel['x'], y: ScatterPanel['y']]>([
    ['numbers', surface.x, surface.y],
    ['levels', { title: 'kind', ticks: [{ at: 0, label: 'sgd' }] }, { title: 'depth', ticks: [] }],
  ])('keep points at the ends of a surface within it: %s', async (axes, x, y) => {
    const ends = axes === 'levels' ? { x: [0, 1], y: [0, 1] } : surface.surface!.ends;
    const corners = ends.x.flatMap((at) => ends.y.map((height) => ({ x: at, y: height, value: 0.5 })));
    const drawn: ScatterPanel = {
      ...surface,
      x,
      y,
      points: corners,
      surface: { ...surface.surface!, ends: ends as { x: [number, number]; y: [number, number] } },
    };
    const svg = await draw(figureOf(drawn));
    const places = [...svg.matchAll(/aria-roledescription="point"[^>]*translate\(([-\d.]+),([-\d.]+)\)/g)];
    const { vconcat } = vegaLiteSpec(figureOf(drawn)) as unknown as {
      vconcat: { concat: { width: number; height: number }[] }[];
    };
    const { width, height } = vconcat[0]!.concat[0]!;
    expect(places).toHaveLength(4);
    for (const [, left, top] of places) {
      expect(Math.min(Number(left), width - Number(left))).toBeGreaterThan(3);
      expect(Math.min(Number(top), height - Number(top))).toBeGreaterThan(3);
    }
  });

  it('have one colour scale for values of one meaning', () => {
    const spec = vegaLiteSpec(figureOf(surface, { ...surface, points: [{ x: 0.1, y: 50, value: 1000 }] }));
    const domains = [...JSON.stringify(spec).matchAll(/"domain":(\[[^\]]*\]),"nice":false,"scheme"/g)].map(
      ([, domain]) => domain,
    );
    expect(new Set(domains)).toEqual(new Set(['[0.001,1000]']));
  });

  it('draw a line for each point across all axes, the best on top', () => {
    interface Panel {
      readonly width: number;
      readonly layer: readonly { data: { values: { x: number; y: number; series: number }[] } }[];
    }
    // Rows of panels stand above the bar of colours.
    const { vconcat } = vegaLiteSpec(figureOf(parallel)) as unknown as {
      vconcat: { vconcat: { concat: Panel[] }[] }[];
    };
    const panel = vconcat[0]!.vconcat[0]!.concat[0];
    expect(panel!.layer[0]!.data.values.map(({ x, y }) => [x, y])).toEqual([
      [0, 0],
      [1, 0.5],
      [2, 1],
    ]);
    expect(panel!.layer[1]!.data.values.map(({ series }) => series)).toEqual([1, 1, 1]);
    expect(panel!.width).toBeGreaterThan(500);
  });

  it('say why they are not drawn', async () => {
    expect(texts(await draw(figureOf({ ...bars, refusal: 'too few cells' })))).toContain('too few cells');
  });
});
