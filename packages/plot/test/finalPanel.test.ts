/** Panels of final values as a reader sees them. */
import { describe, expect, it } from 'vitest';
import { renderPng, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { FigurePanel, FinalLine, FinalPanel, FinalPoint } from '../src/index.ts';
import { finalExtent } from '../src/drawn/finalExtent.ts';
import { placesOf } from '../src/drawn/finalPlaces.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';
import { published, rankedCurves } from './synthetic.ts';

const point = (x: number, value: number, more: Partial<FinalPoint> = {}): FinalPoint => ({
  x,
  value,
  low: value / 2,
  high: 2 * value,
  runs: 3,
  ...more,
});
const line = (more: Partial<FinalLine> = {}): FinalLine => ({
  points: [point(0.01, 0.1), point(0.03, 0.3), point(0.1, 1)],
  theory: [],
  ...more,
});
const panel = (more: Partial<FinalPanel> = {}): FinalPanel => ({
  kind: 'final',
  title: 'Error at the end',
  xTitle: 'init std',
  yTitle: 'final reconstruction error',
  seeds: 'range',
  hasErrors: false,
  lines: [line()],
  ...more,
});
const groups = ['2', '3'].map((group) => line({ group }));
const curves: FigurePanel = {
  title: 'Norms',
  yTitle: 'component norm',
  curves: rankedCurves(published.tf.rises, published.tf.end, [0], 3),
};

const draw = (...panels: FigurePanel[]): Promise<string> =>
  renderSvg(vegaLiteSpec({ caption: 'A caption.', columns: 2, panels }));
const caption = async (...panels: FigurePanel[]): Promise<string> =>
  texts(await draw(...panels)).find((text) => text.startsWith('A caption.'))!;
const marks = (svg: string, kind: string): number =>
  [...svg.matchAll(new RegExp(`aria-roledescription="${kind}( mark)?"`, 'g'))].length;

it.each<[string, FigurePanel[]]>([
  ['one line', [panel()]],
  ['logarithmic axes', [panel({ xScale: 'log', yScale: 'log' })]],
  ['groups', [panel({ lines: groups, groupTitle: 'model depth' })]],
  ['variants', [panel({ lines: ['a', 'b'].map((variant) => line({ group: 'CP', variant })) })]],
  ['variants without groups', [panel({ lines: ['a', 'b'].map((variant) => line({ variant })) }), curves]],
  ['single runs', [panel({ seeds: 'points', hasErrors: true })]],
  [
    'words along the axis',
    [panel({ xLabels: ['a', 'b'], lines: [line({ points: [point(0, 1), point(1, 2)] })] })],
  ],
  ['a single place', [panel({ lines: [line({ points: [point(0.1, 1)] })] })]],
  ['theory, beside curves', [panel({ lines: [line({ theory: [{ x: 0.1, value: 1 }] })] }), curves]],
  ['no run that has ended', [panel({ lines: [] }), curves]],
  ['several columns', [panel({ span: 2 }), curves, curves]],
  ['nothing but infinities', [panel({ lines: [line({ points: [point(1, Infinity, { low: 1 })] })] })]],
])('%s compiles without a warning and renders to a picture within the page', async (_, panels) => {
  const spec = vegaLiteSpec({ caption: 'A caption.', columns: 2, panels });
  expect(collectWarnings((logger) => compile(spec, { logger }))).toEqual([]);
  const svg = await draw(...panels);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(panels.length > 1 ? 660 : 345);
  expect(renderPng(svg).length).toBeGreaterThan(5000);
});

describe('a panel of final values', () => {
  it('draws a bar and a point for every place, and a line through the medians', async () => {
    const svg = await draw(panel());
    expect([marks(svg, 'rule'), marks(svg, 'point'), marks(svg, 'line')]).toEqual([3, 3, 1]);
    expect(await caption(panel())).toBe(
      'A caption. Points: median over the seeds; bars: smallest to largest over the seeds.',
    );
    expect(await caption(panel({ seeds: 'quartiles', hasErrors: true }))).toBe(
      'A caption. Points: median over the seeds; bars: middle half of the seeds, errors included.',
    );
  });

  it('draws no line through single runs', async () => {
    const single = panel({ seeds: 'points', hasErrors: true });
    expect(marks(await draw(single), 'line')).toBe(0);
    expect(await caption(single)).toBe('A caption. Bars of single runs: the error of their value.');
  });

  it('has a tick at every place, and a legend of its groups', async () => {
    const found = texts(await draw(panel({ lines: groups, groupTitle: 'model depth' })));
    expect(found).toEqual(expect.arrayContaining(['0.01', '0.03', '0.1', 'model depth', '2', '3']));
  });

  it('has no room below zero for values that are never negative', () => {
    const lows = [point(1, 0.01), point(2, 1)];
    expect(finalExtent(panel({ lines: [line({ points: lows })] }), 300).y.low).toBe(0);
    const below = [point(1, -1, { low: -1, high: -1 }), point(2, 1)];
    expect(finalExtent(panel({ lines: [line({ points: below })] }), 300).y.low).toBeLessThan(-1);
  });

  it('says how many values it leaves out', async () => {
    const leftOut = { values: 1, of: 9, mostError: 0.1 };
    expect(await caption(panel({ leftOut }))).toContain('Left out: 1 of 9 values, with an error above 0.1.');
  });

  it('crosses out what has no finite value, and says so', async () => {
    const lost = panel({ lines: [line({ points: [point(1, 1), point(2, Infinity, { low: 1 })] })] });
    const svg = await draw(lost);
    expect(texts(svg).filter((text) => text === '×')).toHaveLength(1);
    expect(marks(svg, 'point')).toBe(1);
    expect(await caption(lost)).toContain('Crosses at the top: no finite value, or no such event.');
  });

  it('says that a logarithmic axis leaves out what is not positive', async () => {
    const zero = panel({ yScale: 'log', lines: [line({ points: [point(1, 1), point(2, 0)] })] });
    expect(await caption(zero)).toContain('Logarithmic axes leave out what is not positive.');
    expect(marks(await draw(zero), 'point')).toBe(1);
  });

  it('dashes what theory says, once for lines that share it', async () => {
    const theory = [{ x: 0.1, value: 1 }];
    const svg = await draw(panel({ lines: groups.map((group) => ({ ...group, theory })) }));
    expect(svg.match(/<line [^>]*stroke-dasharray="4,2.5"/g)).toHaveLength(1);
    expect(texts(svg)).toContain('theory');
  });

  it('tells why it is not drawn', async () => {
    expect(texts(await draw(panel({ refusal: 'too many' })))).toContain('too many');
  });

  it('takes several columns', async () => {
    const spec = vegaLiteSpec({ caption: '', columns: 2, panels: [panel({ span: 2 }), curves, curves] });
    const { vconcat } = spec as unknown as { vconcat: { concat: { width: number }[] }[] };
    const [[wide], [left, right]] = vconcat.map(({ concat }) => concat.map(({ width }) => width)) as [
      [number],
      [number, number],
    ];
    expect(left).toBe(right);
    expect(wide).toBeGreaterThan(2 * left);
  });
});

describe('the extent of a panel of final values', () => {
  const ofPlaces = (xs: readonly number[], more: Partial<FinalPanel> = {}): ReturnType<typeof finalExtent> =>
    finalExtent(panel({ lines: [line({ points: xs.map((x) => point(x, 1)) })], ...more }), 300);

  it('keeps half of a slot free beside the outermost places', () => {
    const { x, slot, beside } = ofPlaces([2, 3, 4, 5]);
    expect(x).toEqual([1.5, 5.5]);
    expect(slot).toBe(75);
    expect(beside(3, 75)).toBeCloseTo(4, 12);
  });

  it('is logarithmic where the axis is', () => {
    const { x, beside, places } = ofPlaces([0, 0.01, 0.1], { xScale: 'log' });
    expect(places).toEqual([0.01, 0.1]);
    expect(Math.log10(x[1]) + Math.log10(x[0])).toBeCloseTo(-3, 12);
    expect(beside(0.01, 0)).toBeCloseTo(0.01, 12);
    expect(beside(0.01, 200)).toBeCloseTo(0.1, 12);
  });
});

describe('places of points', () => {
  const height = 200;
  const single = (x: number, value: number, more: Partial<FinalPoint> = {}): FinalPoint =>
    point(x, value, { low: value, high: value, ...more });
  const placesIn = (lines: readonly FinalPoint[][], more: Partial<FinalPanel> = {}): number[][] => {
    const drawn = panel({ lines: lines.map((points) => line({ points })), ...more });
    const extent = finalExtent(drawn, 300);
    const axis = { domain: [0, 10] as const, plotHeight: height };
    return placesOf(drawn, extent, axis).map((points) => points.map(({ at }) => at));
  };
  /** 7 pixels, of 10 units. */
  const close = 70 / height;

  it('are their own on an axis of numbers where none hides another', () => {
    expect(
      placesIn([
        [single(1, 2), single(2, 5)],
        [single(1, 8), single(2, 5 + close)],
      ]),
    ).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('are aside where points hide each other, and nowhere else', () => {
    const [[a, b], [c, d], [e]] = placesIn([
      [single(1, 2), single(2, 5)],
      [single(1, 8), single(2, 5.2)],
      [single(2, 9)],
    ]) as [[number, number], [number, number], [number]];
    expect([a, c, e]).toEqual([1, 1, 2]);
    expect(b).toBeLessThan(2);
    expect(b + d).toBeCloseTo(4, 12);
  });

  it('are aside where a bar reaches another point', () => {
    const [[a], [b]] = placesIn([[single(1, 2, { high: 8 })], [single(1, 7.9)]]) as [[number], [number]];
    expect(a).toBeLessThan(b);
    const [[c], [d]] = placesIn([[single(1, 2)], [single(1, Infinity, { low: 1.9 })]]) as [
      [number],
      [number],
    ];
    expect(c).toBeLessThan(d);
  });

  it('are beside each other where values are no numbers', () => {
    const [[a], [b]] = placesIn([[single(0, 2)], [single(0, 8)]], { xLabels: ['none'] }) as [
      [number],
      [number],
    ];
    expect(a).toBeLessThan(b);
  });
});
