/** Horizontal lines at known values, with labels that keep away from what is drawn. */
import { describe, expect, it } from 'vitest';
import { overlaid, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure, FigurePanel, FinalPanel } from '../src/index.ts';
import { extentsOf } from '../src/drawn/extent.ts';
import { valueRange } from '../src/drawn/finalExtent.ts';
import { referenceLayers, type Path } from '../src/layers/referenceLayers.ts';
import { fontSize } from '../src/style.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';

const variance = { value: 5, label: 'variance' };
const curves = (more: Partial<CurvePanel> = {}): CurvePanel => ({
  title: 'Curves',
  yTitle: 'test mse / 4',
  curves: [{ seed: 0, iterations: [0, 10], values: [2, 1] }],
  ...more,
});
const finals = (more: Partial<FinalPanel> = {}): FinalPanel => ({
  kind: 'final',
  title: 'Finals',
  xTitle: 'R',
  yTitle: 'final test mse / 4',
  seeds: 'deviation',
  hasErrors: false,
  lines: [{ points: [{ x: 1, value: 2, low: 1, high: 3, runs: 2 }], theory: [] }],
  ...more,
});
const draw = (...panels: FigurePanel[]): Promise<string> => renderSvg(vegaLiteSpec({ caption: '', panels }));

describe('a line at a known value', () => {
  it('is within the axis, wherever it lies', () => {
    for (const value of [5, 1.5, -3]) {
      const references = [{ value, label: 'variance' }];
      const ofCurves = curves({ references });
      const { low, high } = extentsOf([ofCurves]).get(ofCurves)!;
      const range = valueRange(finals({ references }));
      for (const one of [{ low, high }, range]) {
        expect(one.low).toBeLessThanOrEqual(value);
        expect(one.high).toBeGreaterThanOrEqual(value);
      }
    }
  });

  it('is left out of a logarithmic axis that has no place for it', async () => {
    const references = [{ value: 0, label: 'nothing' }, variance];
    const panels = [curves({ references, yScale: 'log' }), finals({ references, yScale: 'log' })];
    const found = texts(await draw(...panels));
    expect(found.filter((text) => text === 'nothing')).toEqual([]);
    expect(found.filter((text) => text === 'variance')).toHaveLength(4);
  });

  it('goes across its panel and is called by its label, in curves and in final values', async () => {
    const panels = [curves({ references: [variance] }), finals({ references: [variance] })];
    const spec = vegaLiteSpec({ caption: '', panels });
    expect(collectWarnings((logger) => compile(spec, { logger }))).toEqual([]);
    const svg = await draw(...panels);
    // A halo, and the text.
    expect(texts(svg).filter((text) => text === 'variance')).toHaveLength(4);
    expect(svg.match(/<line [^>]*stroke="#888"/g)).toHaveLength(2);
  });
});

describe('a label', () => {
  interface Label {
    readonly text: string;
    readonly x: number;
    readonly y: number;
  }
  /** On a plot 100 pixels high, with an axis from 0 to 10. */
  function labelsOf(values: readonly number[], drawn: readonly Path[] = [], plotWidth = 200): Label[] {
    const { above } = referenceLayers(
      values.map((value) => ({ value, label: `at ${value}` })),
      { y: {}, yScale: 'linear', domain: [0, 10], plotWidth, plotHeight: 100, drawn },
    );
    const layers = above as {
      readonly mark: { readonly text: string; readonly stroke?: string };
      readonly encoding: { readonly x: { readonly value: number }; readonly y: { readonly value: number } };
    }[];
    return layers
      .filter(({ mark }) => mark.stroke === undefined)
      .map(({ mark: { text }, encoding: { x, y } }) => ({ text, x: x.value, y: y.value }));
  }

  it('stands above the right end of its line', () => {
    const [label] = labelsOf([5]);
    expect(label!.x).toBeGreaterThan(150);
    expect(label!.y).toBeLessThan(50);
    expect(label!.y).toBeGreaterThan(40);
  });

  it('stands below it at the upper edge', () => {
    expect(labelsOf([10])[0]!.y).toBeGreaterThan(0);
  });

  it('keeps away from curves', () => {
    const along = (y: number): Path => [
      { x: 100, y },
      { x: 200, y },
    ];
    expect(labelsOf([5], [along(45)])[0]!.y).toBeGreaterThan(50);
    const [aside] = labelsOf([5], [along(45), along(55)]);
    expect(aside!.x).toBeLessThan(10);
  });

  it('of an upper line is never below that of a lower one', () => {
    for (const pair of [
      [9.75, 9.65],
      [9.95, 9.9],
      [0.2, 0.1],
    ]) {
      const [upper, lower] = labelsOf(pair, [], 40);
      expect([upper!.text, lower!.text]).toEqual(pair.map((value) => `at ${value}`));
      expect(lower!.y - upper!.y).toBeGreaterThan(fontSize.reference);
    }
  });

  it('keeps away from other labels and their lines', () => {
    const [upper, lower] = labelsOf([5.1, 5]);
    expect([upper!.text, lower!.text]).toEqual(['at 5.1', 'at 5']);
    expect(upper!.y).toBeLessThan(49);
    expect(lower!.y).toBeGreaterThan(50);
  });
});

describe('figures that are laid over each other', () => {
  const figure = (panel: FigurePanel): Figure => ({ caption: '', panels: [panel] });

  it('have each line once', () => {
    for (const panel of [curves({ references: [variance] }), finals({ references: [variance] })]) {
      const other = { ...panel, references: [variance, { value: 4, label: 'other' }] };
      const { panels } = overlaid([
        { label: 'a', figure: figure(panel) },
        { label: 'b', figure: figure(other) },
      ]);
      expect(panels).toHaveLength(1);
      expect(panels[0]).toMatchObject({ references: [variance, { value: 4, label: 'other' }] });
    }
  });

  it('have panels of their own for epochs and iterations', () => {
    const { panels } = overlaid([
      { label: 'a', figure: figure(curves()) },
      { label: 'b', figure: figure(curves({ xUnit: 'epochs' })) },
    ]);
    expect(panels).toHaveLength(2);
  });
});
