/** Figures as a reader sees them: what their SVG and PNG contain. */
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { captionOf, renderPng, renderSvg, vegaLiteSpec } from '../src/index.ts';
import type { Curve, CurvePanel, Figure, FigurePanel } from '../src/index.ts';
import { boldLine, figureWidths, otherSeedLine } from '../src/style.ts';
import { compile } from '../src/output/vega.ts';
import { collectWarnings, texts } from './support.ts';
import { dynamicsFigure, tensorRankFigure } from './synthetic.ts';

const panel = (curves: readonly Curve[], rest: Partial<CurvePanel> = {}): CurvePanel => ({
  title: 'A panel',
  yTitle: 'component norm',
  curves,
  ...rest,
});
const figure = (...panels: FigurePanel[]): Figure => ({ caption: 'A caption.', panels });
const draw = (drawn: Figure): Promise<string> => renderSvg(vegaLiteSpec(drawn));
const ranked = (rank: number, values: readonly number[], seed = 0): Curve => ({
  rank,
  seed,
  iterations: values.map((_, i) => 25 * i),
  values,
});

interface Layer {
  readonly mark: { readonly strokeWidth?: number };
  readonly data: { readonly values: readonly { readonly seed: number }[] };
}

/** The d attributes of all trajectories, in drawing order. */
const trajectories = (svg: string): string[] =>
  [...svg.matchAll(/aria-roledescription="line mark"[^>]* d="([^"]*)"/g)].map(([, path]) => path!);
describe('vegaLiteSpec', () => {
  it.each([
    ['dynamics', dynamicsFigure()],
    ['tensor-rank', tensorRankFigure()],
    ['two columns', tensorRankFigure([0], 2)],
    ['no data', figure(panel([]))],
  ])('compiles without a warning: %s', (_, drawn) => {
    expect(collectWarnings((logger) => compile(vegaLiteSpec(drawn), { logger }))).toEqual([]);
  });

  it('says which seed is bold and why, what dots are, and when thin curves are cut off', () => {
    const caption = (drawn: Figure): string =>
      ((vegaLiteSpec(drawn) as { title: { text: string[] } }).title.text ?? []).join(' ');
    const short = ranked(1, [0, 1], 3);
    expect(caption(figure(panel([short])))).toBe('A caption.');
    const bold = 'Bold: seed 3, of all seeds the closest to their median; thin: the other seeds.';
    expect(caption(figure(panel([short, ranked(1, [0, 2], 4)])))).toBe(`A caption. ${bold}`);
    expect(caption(figure(panel([short, ranked(1, [0, 1, 1], 4)])))).toBe(
      `A caption. ${bold} Dotted: from the end of a run to its label.`,
    );
    expect(caption(figure(panel([short, ranked(1, [0, 9], 4)])))).toContain(
      'Some curves go on beyond their panel.',
    );
  });

  it('names the bold seeds of a few panels, and says that they differ in many', () => {
    const risingTo = (...values: number[]): CurvePanel =>
      panel(values.map((value, seed) => ranked(1, [0, value], seed)));
    const [first, last] = [risingTo(2, 1, 3), risingTo(1, 2, 3)];
    expect(captionOf(figure(first, last))).toBe(
      'A caption. Bold: in every panel the seed that is closest to the median of all seeds (0, 1); thin: the other seeds.',
    );
    expect(captionOf(figure(first, last, first, last, first))).toBe(
      'A caption. Bold: in every panel the seed that is closest to the median of all seeds; thin: the other seeds.',
    );
    const groups = (drawn: CurvePanel, group: string): Curve[] =>
      drawn.curves.map(({ seed, iterations, values }) => ({ seed, iterations, values, group }));
    expect(captionOf(figure(panel([...groups(first, '1'), ...groups(last, '2')])))).toContain(
      'in every panel and colour the seed',
    );
  });

  it('draws the median seed bold, and the others thin', () => {
    const seeds = [ranked(1, [0, 1], 0), ranked(1, [0, 3], 1), ranked(1, [0, 2], 2)];
    const { concat } = vegaLiteSpec(figure(panel(seeds))) as unknown as { concat: { layer: Layer[] }[] };
    const seedsOf = ({ strokeWidth }: { strokeWidth: number }): number[] =>
      concat[0]!.layer
        .filter(({ mark }) => mark.strokeWidth === strokeWidth)
        .flatMap(({ data }) => [...new Set(data.values.map(({ seed }) => seed))]);
    expect(seedsOf(boldLine)).toEqual([2]);
    expect(seedsOf(otherSeedLine)).toEqual([0, 1]);
  });

  it('has no caption where none is wanted', () => {
    expect(vegaLiteSpec(dynamicsFigure(), { caption: 'none' })).not.toHaveProperty('title');
  });
});

describe('renderSvg', () => {
  it('reaches to the end of the longest run', async () => {
    const long = ranked(1, [0, 1, 1, 1, 1, 1, 1, 2, 3, 4, 5], 2);
    const svg = await draw(figure(panel([ranked(1, [0, 1]), ranked(1, [0, 1], 1), long])));
    expect(texts(svg)).toEqual(expect.arrayContaining(['0', '50', '100', '150', '200', '250', 'iteration']));
    const ends = trajectories(svg).map((path) => Number(/([\d.]+),[-\d.]+$/.exec(path)![1]));
    const width = Number(/class="background"[^>]* d="M0,0h([1-9]\d*)v/.exec(svg)![1]);
    expect(Math.max(...ends)).toBe(width);
  });

  it('draws every curve, the titles, one legend and the caption', async () => {
    const svg = await draw(dynamicsFigure());
    expect(trajectories(svg)).toHaveLength(3 * 10 * 3);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'Matrix factorization',
        'Tensor factorization',
        'Hierarchical tensor factorization',
        'singular value',
        'component norm',
        'local component norm {1,2,3,4}',
        'iteration',
      ]),
    );
    expect(texts(svg).filter((text) => text === 'k-th largest, k =')).toHaveLength(1);
    expect(texts(svg).find((text) => text.startsWith('Gradient descent'))).toContain(
      'thin: the other seeds.',
    );
  });

  it('tells groups apart by colour and by dashes', async () => {
    const svg = await draw(tensorRankFigure([0]));
    expect(trajectories(svg)).toHaveLength(3 * 10 + 3);
    const looks = [...svg.matchAll(/aria-label="[^"]*group: [^"]*"[^>]* stroke="([^"]*)"[^>]*/g)];
    expect(new Set(looks.map(([, stroke]) => stroke)).size).toBe(3);
    expect(new Set(looks.map(([all]) => /stroke-dasharray="([^"]*)"/.exec(all)?.[1])).size).toBe(3);
    expect(texts(svg)).toEqual(expect.arrayContaining(['init std', '0.05', '0.01', '0.005']));
  });

  it('draws a panel without ranks and groups next to one with groups', async () => {
    const plain: Curve = { seed: 0, iterations: [0, 1], values: [1, 0] };
    const svg = await draw(
      figure(panel([plain]), panel([{ ...plain, group: '0.1' }], { groupTitle: 'init std' })),
    );
    expect(trajectories(svg)).toHaveLength(2);
    expect(texts(svg)).not.toContain('undefined');
    expect(svg).toContain('stroke="#222"');
  });

  it('says in each label what it is a value of where panels have colours for different things', async () => {
    const curve = (group: string): Curve => ({ seed: 0, group, iterations: [0, 1], values: [1, 0] });
    const titled = panel([curve('0'), curve('1')], { groupTitle: 'λ' });
    const found = texts(await draw(figure(titled, panel([curve('dropout')], { groupTitle: '' }))));
    expect(found).toEqual(expect.arrayContaining(['λ = 0', 'λ = 1', 'dropout']));
    expect(found.filter((text) => text.includes('/') || text === 'λ')).toEqual([]);
    expect(texts(await draw(figure(titled, titled)))).toEqual(expect.arrayContaining(['λ', '0', '1']));
  });

  it.each([
    ['page', 630],
    ['column', 295],
  ] as const)(
    'is at most as wide as a %s, nearly so in a full row, and stays below 500 kB',
    async (width, least) => {
      for (const drawn of [dynamicsFigure(), tensorRankFigure(), tensorRankFigure([0, 1, 2], 2)]) {
        const svg = await renderSvg(vegaLiteSpec(drawn, { width }));
        const pixels = Number(/width="(\d+)"/.exec(svg)?.[1]);
        expect(pixels).toBeGreaterThan(least);
        expect(pixels).toBeLessThanOrEqual(figureWidths[width]);
        expect(Buffer.byteLength(svg)).toBeLessThan(500_000);
        expect(texts(svg)).toContain('k-th largest, k =');
      }
    },
  );

  it('has panels of one size and text of one size in a column as on a page, in fewer columns', async () => {
    const svgs = [
      await draw(tensorRankFigure()),
      await renderSvg(vegaLiteSpec(tensorRankFigure(), { width: 'column' })),
    ];
    const sizes = svgs.map((svg) =>
      [...new Set([...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size)))].sort(),
    );
    expect(sizes[0]).toEqual(sizes[1]);
    // 8 pixels are 6 points.
    expect(Math.min(...sizes[0]!)).toBeGreaterThanOrEqual(8);
    const heights = svgs.map((svg) => Number(/height="(\d+)"/.exec(svg)?.[1]));
    expect(heights[1]).toBeGreaterThan(1.5 * heights[0]!);
  });

  it('says "no data" in a panel whose runs have recorded nothing, or nothing finite', async () => {
    const svg = await draw(
      figure(panel([]), panel([ranked(1, [NaN, Infinity])]), panel([ranked(1, [0, 1])])),
    );
    expect(texts(svg).filter((text) => text === 'no data')).toHaveLength(2);
    expect(trajectories(svg)).toHaveLength(1);
    expect(texts(await draw({ caption: '', panels: [panel([])] }))).toContain('no data');
  });

  it('breaks a curve where values are not finite', async () => {
    const [path] = trajectories(await draw(figure(panel([ranked(1, [1, 2, NaN, 3, 4, Infinity, 5, 6])]))));
    expect(path!.match(/M/g)).toHaveLength(3);
    expect(path).not.toMatch(/NaN|Infinity/);
  });

  it('draws a curve of one point and a constant zero', async () => {
    const svg = await draw(figure(panel([ranked(1, [0.5])]), panel([ranked(1, [0, 0, 0])])));
    expect(svg).not.toContain('NaN');
    expect(texts(svg)).not.toContain('no data');
  });

  it('draws the finite part of a diverged run within reach of a renderer', async () => {
    const diverged = [1, 2, 1e30, 1e300, Infinity];
    const svg = await draw(figure(panel([ranked(1, [1, 2, 3, 3, 3]), ranked(1, diverged, 1)])));
    const numbers = trajectories(svg).flatMap((path) => path.match(/-?[\d.]+(e[+-]?\d+)?/g)!.map(Number));
    expect(trajectories(svg)).toHaveLength(2);
    expect(Math.max(...numbers.map(Math.abs))).toBeLessThan(10_000);
  });
});

describe('renderPng', () => {
  const sizeOf = (png: Uint8Array): [width: number, height: number] => {
    const bytes = Buffer.from(png);
    return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  };
  /** Compressed image data, unpacked; a blank image repeats one row. */
  const imageBytes = (png: Uint8Array): Buffer => {
    const bytes = Buffer.from(png);
    const data: Buffer[] = [];
    for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
      const isData = bytes.toString('latin1', at + 4, at + 8) === 'IDAT';
      if (isData) data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
    }
    return inflateSync(Buffer.concat(data));
  };

  it('has the size asked for and is not blank', async () => {
    const svg = await draw(dynamicsFigure([0]));
    const drawn = (size: RegExp): number => Number(size.exec(svg)?.[1]);
    const [width, height] = [drawn(/width="(\d+)"/), drawn(/height="(\d+)"/)];
    const png = renderPng(svg);
    expect(sizeOf(png)).toEqual([3 * width, 3 * height]);
    expect(sizeOf(renderPng(svg, { scale: 1 }))).toEqual([width, height]);
    expect(sizeOf(renderPng(svg, { width: 1000 }))[0]).toBe(1000);
    expect(new Set(imageBytes(png)).size).toBeGreaterThan(100);
  });

  it('shows the thin curve of a diverged run', async () => {
    const svg = await draw(figure(panel([ranked(1, [1, 2, 3, 3]), ranked(1, [1, 2, 50, 1e30], 1)])));
    const [thin] = trajectories(svg);
    expect(Buffer.compare(renderPng(svg), renderPng(svg.replace(thin!, 'M0,0')))).not.toBe(0);
  });

  it('draws text in the font that it ships', () => {
    const svg = (text: string): string =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20"><text y="15" font-family="Nowhere Sans">${text}</text></svg>`;
    const different = (text: string): number => new Set(imageBytes(renderPng(svg(text)))).size;
    expect(different('')).toBeLessThan(5);
    expect(different('norm')).toBeGreaterThan(20);
  });
});
