/** Heat maps, bands, theory and logarithmic axes as a reader sees them. */
import { describe, expect, it } from 'vitest';
import { renderPng, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { Curve, CurvePanel, Figure, FigurePanel, HeatmapPanel } from '../src/index.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';
import { errorCurves, published, rankedCurves } from './synthetic.ts';

const { tf, std01, std05 } = published;
const figure = (...panels: FigurePanel[]): Figure => ({ caption: 'A caption.', panels });
const ranked = (rest: Partial<CurvePanel> = {}, seeds = [0, 1, 2]): CurvePanel => ({
  title: 'Norms',
  yTitle: 'component norm',
  curves: rankedCurves(tf.rises, tf.end, seeds, 5),
  ...rest,
});
const grouped = (rest: Partial<CurvePanel> = {}, seeds = [0, 1]): CurvePanel => ({
  title: 'Errors',
  yTitle: 'reconstruction error',
  groupTitle: 'init std',
  curves: [
    ...errorCurves('0.05', std05.rises, std05.end, seeds),
    ...errorCurves('0.01', std01.rises, std01.end, seeds),
  ],
  ...rest,
});
const theory = (curves: readonly Curve[]): NonNullable<CurvePanel['theory']> => ({
  title: 'predicted norm',
  curves,
});
const heatmap = (rest: Partial<HeatmapPanel> = {}): HeatmapPanel => ({
  kind: 'heatmap',
  title: 'Phases',
  xTitle: 'init std',
  yTitle: 'observed',
  valueTitle: 'final error',
  scale: 'log',
  xLabels: ['0.01', '0.1'],
  yLabels: ['100', '1000'],
  cells: [
    { x: '0.01', y: '100', value: 1e-3 },
    { x: '0.1', y: '100', value: 1 },
    { x: '0.01', y: '1000', value: 1e-6 },
    { x: '0.1', y: '1000', value: 1e-2 },
  ],
  ...rest,
});
const counts = heatmap({
  valueTitle: 'components',
  scale: 'linear',
  cells: [{ x: '0.01', y: '100', value: 3 }],
});

const draw = (...panels: FigurePanel[]): Promise<string> => renderSvg(vegaLiteSpec(figure(...panels)));
const caption = async (...panels: FigurePanel[]): Promise<string> =>
  texts(await draw(...panels)).find((text) => text.startsWith('A caption.'))!;
const marks = (svg: string, kind: string): string[] =>
  [...svg.matchAll(/<path [^>]*>/g)].map(([path]) => path).filter((path) => path.includes(`"${kind} mark"`));

it.each<[string, FigurePanel[]]>([
  ['bands', [ranked({ seeds: 'band' }), grouped({ seeds: 'band' })]],
  ['theory', [ranked({ theory: theory(ranked().curves) }), grouped({ theory: theory(grouped().curves) })]],
  ['theory over bands', [ranked({ seeds: 'band', theory: theory(ranked().curves) })]],
  ['logarithmic axes', [ranked({ xScale: 'log', yScale: 'log' }), ranked({ yScale: 'log', seeds: 'band' })]],
  ['one heat map', [heatmap()]],
  ['heat maps of two meanings, and curves', [heatmap(), counts, heatmap(), ranked()]],
  ['a heat map without cells', [heatmap({ cells: [] })]],
])('%s compile without a warning and render to a picture within the page', async (_, panels) => {
  expect(collectWarnings((logger) => compile(vegaLiteSpec(figure(...panels)), { logger }))).toEqual([]);
  const svg = await draw(...panels);
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(panels.length > 1 ? 660 : 340);
  expect(renderPng(svg).length).toBeGreaterThan(5000);
});

describe('bands', () => {
  it('draw an area and a median for every rank in place of a line a seed', async () => {
    const svg = await draw(ranked({ seeds: 'band' }));
    expect(marks(svg, 'area')).toHaveLength(5);
    expect(marks(svg, 'line')).toHaveLength(5);
    expect(await caption(ranked({ seeds: 'band' }))).toContain('Bands: smallest to largest over the seeds');
  });

  it('need several seeds', async () => {
    const svg = await draw(ranked({ seeds: 'band' }, [0]));
    expect(marks(svg, 'area')).toHaveLength(0);
    expect(await caption(ranked({ seeds: 'band' }, [0]))).toBe('A caption.');
  });

  it('have the colour of their line', async () => {
    const svg = await draw(grouped({ seeds: 'band' }));
    const colorsOf = (kind: string, attribute: string): string[] =>
      marks(svg, kind).map((path) => new RegExp(`${attribute}="([^"]*)"`).exec(path)![1]!);
    expect(colorsOf('area', 'fill')).toEqual(colorsOf('line', 'stroke'));
    expect(new Set(colorsOf('area', 'fill')).size).toBe(2);
  });
});

describe('theory', () => {
  const dashed = (svg: string): string[] =>
    marks(svg, 'line').filter((path) => path.includes('stroke-dasharray="4,2.5"'));

  it('is dashed in the colours of the bold seed, and named', async () => {
    const panel = ranked({ theory: theory(ranked().curves) });
    const svg = await draw(panel);
    expect(dashed(svg)).toHaveLength(5);
    expect(marks(svg, 'line')).toHaveLength(5 * 3 + 5);
    const strokes = dashed(svg).map((path) => /stroke="([^"]*)"/.exec(path)![1]);
    expect(new Set(strokes).size).toBe(5);
    expect(texts(svg).filter((text) => text === 'predicted norm')).toHaveLength(1);
    expect(await caption(panel)).toBe(
      'A caption. Bold: seed 1, of all seeds the closest to their median, dashed its theory; thin: the other seeds. ' +
        'Dashed lines end where their curve has risen. Dotted: from the end of a run to its label.',
    );
  });

  it('is the only dashed line of its figure', async () => {
    const svg = await draw(grouped({ theory: theory(grouped().curves) }), grouped());
    expect(dashed(svg)).toHaveLength(2);
    const inLegend = 1;
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(2 + inLegend);
  });

  it('is named in one legend where panels have different theories, and in none where there is nothing to draw', async () => {
    const panel = ranked({ theory: theory(ranked().curves) }, [0]);
    const other = { ...panel, theory: { title: 'predicted by another', curves: ranked().curves } };
    expect(texts(await draw(panel, other))).toContain('theory');
    const untold = ranked({ theory: theory([]) }, [0]);
    expect(texts(await draw(untold))).not.toContain('predicted norm');
    expect(await caption(untold)).toBe('A caption.');
  });

  it('moves no axis, and leaves the panel where it blows up', async () => {
    const curve = (values: readonly number[], rank: number): Curve => ({
      rank,
      seed: 0,
      iterations: values.map((_, i) => 25 * i),
      values,
    });
    const measured = { ...ranked(), curves: [curve([0, 1, 2, 8, 9, 9], 1)] };
    const blownUp = { ...measured, theory: theory([curve([0, 1, 1e6, Infinity, 3, 3], 1)]) };
    const [without, svg] = [await draw(measured), await draw(blownUp)];
    const axisOf = (drawn: string): string[] => texts(drawn).filter((text) => /^[\d.]+$/.test(text));
    expect(axisOf(svg)).toEqual(axisOf(without));
    const path = (drawn: string): string => / d="([^"]*)"/.exec(marks(drawn, 'line')[0]!)![1]!;
    expect(path(svg)).toBe(path(without));
    // It enters and leaves the measured range, whose upper end is 9, at a point on its edge.
    const heights = (drawn: string): number[] =>
      [...path(drawn).matchAll(/,([-\d.]+)/g)].map(([, y]) => Number(y));
    const theoryHeights = [...dashed(svg)[0]!.matchAll(/[ML][-\d.]+,([-\d.]+)/g)].map(([, y]) => Number(y));
    expect(Math.min(...theoryHeights)).toBeCloseTo(Math.min(...heights(svg)), 1);
    expect(await caption(blownUp)).toContain('or where theory leaves the range of what was measured.');
  });

  it('keeps three legends within the page', async () => {
    const curves = rankedCurves(tf.rises, tf.end, [0]);
    const ten = ranked({ curves, theory: { title: 'predicted', curves } });
    const svg = await draw(ten, grouped(), ten, grouped());
    expect(Number(/width="(\d+)"/.exec(svg)?.[1])).toBeLessThanOrEqual(648);
  });
});

describe('logarithmic axes', () => {
  it('have labels at powers of ten, and no iteration 0', async () => {
    const svg = await draw(ranked({ xScale: 'log', yScale: 'log' }, [0]));
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.001', '0.1', '10', '100', '1000']));
    expect(texts(svg)).not.toContain('0');
    expect(svg).not.toContain('aria-label="x: 0;');
  });

  it('lead curves of zeros out of the panel', async () => {
    const zeros: Curve = { rank: 2, seed: 0, iterations: [0, 25, 50], values: [1, 0, 1] };
    const panel = { ...ranked({ yScale: 'log' }, [0]), curves: [zeros] };
    const svg = await draw(panel);
    const heights = [...marks(svg, 'line')[0]!.matchAll(/[ML][\d.]+,([\d.]+)/g)].map(([, y]) => Number(y));
    expect(heights[1]).toBeGreaterThan(2 * heights[0]!);
    expect(svg).toContain('clip-path');
    expect(await caption(panel)).toContain('Some curves go on beyond their panel.');
  });
});

describe('heat maps', () => {
  const rects = (svg: string): string[] => marks(svg, 'rect').filter((path) => path.includes('; value: '));

  it('have a rectangle for every cell, and rows from bottom to top', async () => {
    const svg = await draw(heatmap());
    const top = (label: string): number =>
      Number(new RegExp(`translate\\([-\\d.]+,([\\d.]+)\\)[^>]*>${label}<`).exec(svg)![1]);
    expect(rects(svg).filter((path) => path.includes('x: 0.'))).toHaveLength(4);
    expect(top('1000')).toBeLessThan(top('100'));
  });

  it('share one bar where their colours mean the same, and colour equal values alike', async () => {
    const low = heatmap({ cells: [{ x: '0.01', y: '100', value: 1e-3 }] });
    const svg = await draw(low, heatmap());
    expect(texts(svg).filter((text) => text === 'final error')).toHaveLength(1);
    const fills = rects(svg)
      .filter((path) => path.includes('x: 0.01; y: 100;'))
      .map((path) => /fill="([^"]*)"/.exec(path)![1]);
    expect(fills).toHaveLength(2);
    expect(new Set(fills).size).toBe(1);
    expect(texts(svg)).toEqual(expect.arrayContaining(['10⁻⁶', '10⁰']));
  });

  it('have a bar for every meaning', async () => {
    const found = texts(await draw(heatmap(), counts));
    expect(found).toEqual(expect.arrayContaining(['final error', 'components']));
    const differently = texts(await draw(heatmap(), heatmap({ scale: 'linear' })));
    expect(differently.filter((text) => text === 'final error')).toHaveLength(2);
  });

  it('cross out cells without a finite value, leave others white, and say so', async () => {
    const cells = [
      { x: '0.01', y: '100', value: Infinity },
      { x: '0.1', y: '100', value: 0 },
      { x: '0.1', y: '1000', value: 0.5 },
    ];
    const svg = await draw(heatmap({ cells }));
    expect(texts(svg).filter((text) => text === '×')).toHaveLength(1);
    expect(await caption(heatmap({ cells }))).toBe(
      'A caption. Crossed out: no finite value, or no such event. White: no value.',
    );
    expect(await caption(heatmap())).toBe('A caption.');
  });

  it('widen the place of their labels, and keep titles on one line with those of curves', async () => {
    const long = heatmap({ yLabels: ['100', '[10,10,10,10]'], cells: [{ x: '0.1', y: '100', value: 1 }] });
    const svg = await draw(long, ranked({}, [0]), ranked({ title: 'Logs', yScale: 'log' }, [0]));
    // A title's place is that of its group above the plot.
    const title = (text: string): number => {
      const before = svg.slice(0, svg.indexOf(`Title text '${text}'`));
      return Number(/.*translate\(0,(-[\d.]+)\)/s.exec(before)![1]);
    };
    expect(title('Phases')).toBeCloseTo(title('Norms'), 0);
    expect(title('Logs')).toBeCloseTo(title('Norms'), 0);
    expect(texts(svg)).toContain('[10,10,10,10]');
  });

  it('draw zeros, a single value, and no finite value at all', async () => {
    const cells = (...values: number[]): Partial<HeatmapPanel> => ({
      cells: values.map((value, i) => ({ x: ['0.01', '0.1'][i]!, y: '100', value })),
    });
    for (const values of [[0, 5], [0], [7, 7], [Infinity]]) {
      for (const scale of ['linear', 'log'] as const) {
        const svg = await draw(heatmap({ scale, ...cells(...values) }));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
        expect(texts(svg).includes('final error')).toBe(values.some(Number.isFinite));
      }
    }
  });

  it('say "no data" as long as no run has ended', async () => {
    expect(texts(await draw(heatmap({ cells: [] })))).toContain('no data');
  });
});
