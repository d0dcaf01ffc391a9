import { describe, expect, it } from 'vitest';
import { isCurvePanel, overlaid, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { CurvePanel, Figure, FigurePanel, FinalPanel, HeatmapPanel } from '../src/index.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';
import { errorCurves, published, rankedCurves } from './synthetic.ts';

const { tf, std05 } = published;
const ranked = (more: Partial<CurvePanel> = {}): CurvePanel => ({
  title: 'Norms',
  yTitle: 'component norm',
  curves: rankedCurves(tf.rises, tf.end, [0], 3),
  runs: [1],
  ...more,
});
const errors = (more: Partial<CurvePanel> = {}): CurvePanel => ({
  title: 'Error',
  yTitle: 'reconstruction error',
  curves: errorCurves('x', std05.rises, std05.end, [0]).map(({ seed, iterations, values }) => ({
    seed,
    iterations,
    values,
  })),
  ...more,
});
const heatmap: HeatmapPanel = {
  kind: 'heatmap',
  title: 'Phases',
  xTitle: '',
  yTitle: '',
  valueTitle: 'error',
  xLabels: ['1'],
  yLabels: ['1'],
  cells: [{ x: '1', y: '1', value: 1 }],
};
const final: FinalPanel = {
  kind: 'final',
  title: 'End',
  xTitle: 'init std',
  yTitle: 'error',
  seeds: 'range',
  hasErrors: false,
  lines: [{ points: [{ x: 1, value: 1, low: 1, high: 2, runs: 2 }], theory: [{ x: 1, value: 2 }] }],
};
const figure = (...panels: FigurePanel[]): Figure => ({ caption: 'A caption.', panels });
const both = (one: Figure, other: Figure): Figure =>
  overlaid([
    { label: 'sweep:1', figure: one },
    { label: 'sweep:2', figure: other },
  ]);

describe('figures in one', () => {
  it('lay panels over each other that show the same, and keep the others', () => {
    const one = both(figure(ranked(), errors()), figure(ranked({ runs: [2] }), errors({ title: 'Other' })));
    const panels = one.panels.filter(isCurvePanel);
    expect(panels.map(({ title, curves }) => [title, curves.length])).toEqual([
      ['Norms', 6],
      ['Error', 1],
      ['Other', 1],
    ]);
    expect(panels[0]!.curves.map(({ variant }) => variant)).toEqual([
      ...Array<string>(3).fill('sweep:1'),
      ...Array<string>(3).fill('sweep:2'),
    ]);
    expect(panels[0]!.runs).toEqual([1, 2]);
    expect(one).toMatchObject({ caption: 'A caption.', columns: 3 });
  });

  it('do not mix axes of different scales', () => {
    expect(both(figure(errors()), figure(errors({ yScale: 'log' }))).panels).toHaveLength(2);
  });

  it('keep what told curves of one apart', () => {
    const varied = errors({
      variantTitle: 'depth',
      curves: errors().curves.map((curve) => ({ ...curve, variant: '2' })),
    });
    const [panel] = both(figure(varied), figure(errors())).panels.filter(isCurvePanel);
    expect(panel!.curves.map(({ variant }) => variant)).toEqual(['sweep:1, 2', 'sweep:2']);
    expect(panel!.variantTitle).toBeUndefined();
  });

  it('put heat maps beside each other, and final values into one panel', () => {
    const { panels } = both(figure(heatmap, final), figure(heatmap, final));
    expect(panels.map(({ title }) => title)).toEqual(['Phases, sweep:1', 'End', 'Phases, sweep:2']);
    expect((panels[1] as FinalPanel).lines.map(({ variant }) => variant)).toEqual(['sweep:1', 'sweep:2']);
  });

  it('keep two panels of one figure apart that are alike', () => {
    const { panels } = both(figure(errors(), errors()), figure(errors()));
    expect(panels.filter(isCurvePanel).map(({ curves }) => curves.length)).toEqual([2, 1]);
  });

  it('tell captions that differ', () => {
    const one = both(figure(errors()), { ...figure(errors()), caption: 'Another.' });
    expect(one.caption).toBe('sweep:1: A caption. sweep:2: Another.');
  });

  it('refuse more than dashes tell apart where ranks have the colours, and colour the others', () => {
    const seven = (panel: FigurePanel): Figure =>
      overlaid(Array.from({ length: 7 }, (_, i) => ({ label: `run:${i}`, figure: figure(panel) })));
    expect(seven(ranked()).panels[0]).toMatchObject({
      curves: [],
      refusal: '7 sets of lines would look alike: draw at most 6 at once',
    });
    expect(seven(errors()).panels.filter(isCurvePanel)[0]!.curves).toHaveLength(7);
  });

  it.each<[string, FigurePanel[]]>([
    ['ranked metrics', [ranked()]],
    ['unranked metrics', [errors()]],
    ['both', [ranked(), errors()]],
    ['groups', [ranked(), errors({ curves: errorCurves('0.1', std05.rises, std05.end, [0, 1]) })]],
    ['final values and a heat map', [final, heatmap]],
  ])('draw %s with one legend that names the labels, without a warning', async (_, panels) => {
    const spec = vegaLiteSpec(both(figure(...panels), figure(...panels)));
    expect(collectWarnings((logger) => compile(spec, { logger }))).toEqual([]);
    const svg = await renderSvg(spec);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    for (const label of ['sweep:1', 'sweep:2']) {
      expect(texts(svg).filter((text) => text === label)).toHaveLength(1);
    }
  });

  it('leave theory out, since dashes tell the labels apart, and say so', async () => {
    const theory = { title: 'predicted', curves: ranked().curves };
    const found = texts(await renderSvg(vegaLiteSpec(both(figure(ranked({ theory })), figure(ranked())))));
    expect(found).not.toContain('predicted');
    expect(found.join(' ')).toContain('theory is not drawn');
  });
});
