import { describe, expect, it } from 'vitest';
import { lineChart, type LineChartOptions, type Series } from '../../src/chart/lineChart.ts';
import { plainText } from '../../src/chart/spans.ts';

function curve(
  label: string,
  length: number,
  valueAt: (i: number) => number,
  rest: Partial<Series> = {},
): Series {
  const iterations = Float64Array.from({ length }, (_, i) => 25 * i);
  return { label, iterations, values: Float64Array.from(iterations, (_, i) => valueAt(i)), ...rest };
}

const drawn = (options: Partial<LineChartOptions> & Pick<LineChartOptions, 'series'>): string => {
  const defaults = {
    width: 50,
    height: 10,
    xScale: 'linear',
    yScale: 'linear',
    yLabel: 'train_loss',
  } as const;
  // Frames keep the blanks at the ends of lines.
  return plainText(lineChart({ ...defaults, ...options }))
    .split('\n')
    .map((line) => `${line}|`)
    .join('\n');
};

const rising =
  (rank: number, delay = 0) =>
  (i: number) =>
    3 / rank / (1 + Math.exp(-(i - 60 * rank - delay) / 8));
const ranks = [1, 2, 3].map((rank) => curve(`${rank}`, 241, rising(rank), { color: rank === 1 ? 4 : 0 }));
const theory = [1, 2].map((rank) => curve(`${rank}`, 241, rising(rank, 20), { dashed: true }));
const events = [1, 2, 3].map((rank) => ({ iteration: 1500 * rank, label: `rise ${rank}` }));

describe('lineChart', () => {
  it('draws ranks, their theory dotted, and events', () => {
    const series = [...ranks, ...theory];
    expect(drawn({ series, events, yLabel: 'component_norm', title: 'b-tf', width: 60, height: 14 }))
      .toMatchInlineSnapshot(`
        "b-tf  component_norm                                        |
        3┤                  ⢀⠤⠒⠒⠉⠩⠙⠉⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 1|
         │                ⢀⠔⠁  ⢀⠈                                   |
         │               ⢠⠎   ⠠                                     |
        2┤               ⡜    ⠂                                     |
         │              ⡜   ⢀⠁                                      |
         │             ⡰⠁   ⠄           ⢀⡤⠒⠊⠉⡉⠍⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 2|
        1┤            ⢰⠁   ⠐          ⢀⠔⠁  ⡀⠄          ⢀⣀⣠⠤⠤⠤⠤⠤⠤⠤⠤ 3|
         │           ⢠⠊   ⡀⠁         ⡠⠃   ⠄         ⢀⡔⠊⠉            |
         │         ⢀⡴⠃   ⠄         ⣠⠞⠁  ⡀⠁        ⡠⠞⠁               |
        0┤⣀⣀⣀⣀⣀⣀⣤⣤⣖⣋⣀⣠⣐⣈⣀⣀⣀⣀⣀⣀⣀⣤⣤⣔⣊⣀⣠⣀⣄⣁⣀⣀⣀⣀⣀⣀⠤⠤⠒⠋⠁                 |
         │              ◆rise 1       ◆rise 2      ◆rise 3          |
         └┬────────┬────────┬─────────┬────────┬────────┬────────┬  |
          0        1k       2k        3k       4k       5k       6k |"
      `);
  });

  it('draws logarithmic axes, with iteration 0 at the left edge', () => {
    expect(drawn({ series: ranks, xScale: 'log', yScale: 'log', height: 12 })).toMatchInlineSnapshot(`
      "train_loss                                        |
          3┤                              ⣀⠴⠒⠋⠉⠉⣩⠝⠛⢻⠿⠿ 1|
           │                         ⣀⣠⠴⠒⠉    ⢀⡴⠁ ⢠⠋   2|
           │⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡠⠤⠤⠤⠤⠤⠔⠒⠒⠒⠉⠉       ⢀⡴⠋  ⣠⠋    3|
      0.001┤                              ⣠⠔⠋   ⣰⠃      |
           │                         ⣀⣠⠤⠒⠉    ⢀⡜⠁       |
       1e-6┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠒⠒⠒⠉⠉⠁      ⢀⡴⠋         |
           │                             ⢀⡠⠖⠉           |
           │                        ⢀⣀⡠⠴⠚⠉              |
      2e-10┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⠤⠤⠤⠤⠤⠤⠤⠤⠔⠒⠒⠊⠉⠁                   |
           └┬─────────────┬──────────────┬────────────  |
            0            100             1k    iteration|"
    `);
  });

  it('says so where there are no points, or nothing but NaN', () => {
    expect(drawn({ series: [], height: 4, width: 30 })).toMatchInlineSnapshot(`
      "train_loss                    |
                                    |
              no points yet         |
                                    |"
    `);
    expect(drawn({ series: [curve('1', 3, () => NaN)], height: 4, width: 30 })).toMatchInlineSnapshot(`
      "train_loss                    |
                                    |
            all points are NaN      |
                                    |"
    `);
  });

  it('shows a single point', () => {
    expect(drawn({ series: [curve('1', 1, () => 0.5)], height: 6, width: 30 })).toMatchInlineSnapshot(`
      "train_loss                    |
      0.5┤⠛                        1|
      0.2┤                          |
        0┤                          |
         └┬──────────────────────┬  |
          0                      1  |"
    `);
    const log = { xScale: 'log', yScale: 'log' } as const;
    expect(drawn({ series: [curve('1', 1, () => 0.5)], height: 6, width: 30, ...log }))
      .toMatchInlineSnapshot(`
        "train_loss                    |
           1┤                         |
         0.5┤⠶                       1|
        0.25┤                         |
            └┬──────┬─────┬────────┬  |
             0      1     2        5  |"
      `);
  });

  it('shows constants', () => {
    expect(drawn({ series: [curve('five', 9, () => 5), curve('zero', 9, () => 0)], height: 7 }))
      .toMatchInlineSnapshot(`
        "train_loss                                        |
        5┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ five|
        3┤                                                |
        2┤                                                |
        0┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ zero|
         └┬─────────┬──────────┬──────────┬─────────┬     |
          0         50        100        150       200    |"
      `);
  });

  it('breaks lines at NaN and marks infinities at the edges', () => {
    const value = (i: number) => {
      if (i > 60 && i < 80) return NaN;
      if (i === 100) return -Infinity;
      return i > 150 ? Infinity : Math.sin(i / 20) * i;
    };
    expect(drawn({ series: [curve('1', 200, value)] })).toMatchInlineSnapshot(`
      "train_loss              ▲ 49 inf  ▼ 1 -inf  19 NaN|
                                           ▲▲▲▲▲▲▲▲▲▲▲  |
        141┤                              ⡴⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 1|
           │                            ⢀⠎              |
           │     ⣀⣀⠤⠤⠤⣄⣀               ⡰⠁               |
          0┤⠤⠔⠒⠚⠉⠁     ⠈⠑            ⢀⡜⠁                |
           │                        ⡠⠋                  |
      -96.3┤                ⠈⠙⠦⣄⣀⣀⠴⠚⠁                   |
           └┬───────┬───────┬────▼───┬───────┬────────  |
            0       1k      2k       3k      4k         |"
    `);
  });

  it('marks what a logarithmic axis does not hold at its bottom, and counts it', () => {
    const series = [curve('1', 200, (i) => (i > 60 && i < 80 ? -1 : Math.exp(-i / 9)))];
    expect(drawn({ series, yScale: 'log' })).toMatchInlineSnapshot(`
      "train_loss                                ▼ 19 ≤ 0|
          1┤⠉⠒⠲⠤⣄⡀                                      |
           │     ⠈⠉⠓⠲⠤⣄⣀                                |
       1e-4┤           ⠈⢹   ⢀⣀                          |
           │            ⢸   ⢸⠈⠉⠑⠒⠤⢄⣀⡀                   |
       1e-6┤            ⢸   ⢸       ⠉⠑⠒⠤⢤⣀⡀             |
           │            ⢸   ⢸             ⠉⠙⠒⠦⢤⣀⡀       |
      2e-10┤            ⢸⣀⣀⣀⣸                   ⠈⠙⠒⠦⠤⣀ 1|
           └┬───────┬───▼▼▼▼▼────────┬───────┬────────  |
            0       1k      2k       3k      4k         |"
    `);
    expect(drawn({ series: [curve('1', 9, () => 0)], yScale: 'log', height: 7 })).toMatchInlineSnapshot(`
      "train_loss                                 ▼ 9 ≤ 0|
        1┤                                              |
      0.5┤                                              |
      0.2┤                                              |
      0.1┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ 1|
         └▼────▼─────▼────▼─────▼────▼────▼─────▼────▼  |
          0          50        100       150        200 |"
    `);
  });

  it('has the label of a rank once for all its seeds', () => {
    const seeds = [0, 10, 20, 30].flatMap((delay) =>
      [1, 2].map((rank) => curve(`${rank}`, 241, rising(rank, delay))),
    );
    expect(drawn({ series: seeds })).toMatchInlineSnapshot(`
      "train_loss                                        |
      3┤              ⢀⡴⢒⠾⣛⠿⣻⠟⠛⠋⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 1|
       │             ⡰⠁⡜⢁⡜⢁⡞⠁                           |
      2┤            ⡜ ⡞⢀⠞⢀⠎                             |
       │           ⡔⠁⡜ ⡞⢀⠞       ⢀⣠⢤⣤⣤⣤⣤⡤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤ 2|
      1┤          ⡴⠁⡼ ⡜⢀⠜      ⣠⠖⣡⠞⣡⠚⡡⠚⠁                |
       │        ⢀⡼⢁⡜⢁⠜⣀⠎     ⣀⠔⣡⠜⣡⠞⣠⠎                   |
      0┤⣀⣀⣀⣀⣀⣠⣤⣶⣯⣶⣥⣶⣥⣚⣁⣀⣀⣀⣤⣴⣾⣵⣾⣵⠾⠕⠊                     |
       └┬──────┬───────┬───────┬──────┬───────┬──────┬  |
        0      1k      2k      3k     4k      5k     6k |"
    `);
  });

  it('moves labels apart and counts those without room', () => {
    const series = [1, 2, 3, 4, 5, 6, 7, 8].map((rank) => curve(`${rank}`, 9, () => 1 / rank ** 3));
    expect(drawn({ series, height: 9, width: 40 })).toMatchInlineSnapshot(`
      "train_loss                              |
        1┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 1 |
         │                                    |
      0.5┤                                    |
         │                                  2 |
         │                                  3 |
        0┤⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭⣭ +5|
         └┬───────┬───────┬───────┬───────┬   |
          0       50     100     150     200  |"
    `);
  });

  it('leaves parts out where there is little room, but no curve and no event', () => {
    const options = { series: ranks, events };
    expect(drawn({ ...options, width: 20, height: 6 })).toMatchInlineSnapshot(`
      "train_loss          |
      3┤    ⢠⠞⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ 1|
      2┤   ⢠⠏   ⣠⠤⠤⠤⠤⣤⣤⣤ 2|
      0┤⣀⣀⣠⣎⣀⣀⣠⣜⣁⣀⣠⠴⠋⠁   3|
       └┬───◆┬──◆─┬◆───┬  |
        0    2k   4k   6k |"
    `);
    expect(drawn({ ...options, width: 9, height: 4 })).toMatchInlineSnapshot(`
      "  ⣰⠋⠉⠉⠉⠉⠉|
      ⣀⣠⣃⣀⣞⣉⡽⠛⠛|
      ┬─◆─◆─◆┬─|
      0      5k|"
    `);
    expect(drawn({ ...options, width: 5, height: 2 })).toMatchInlineSnapshot(`
      " ⡼⠉⠉⠉|
      ⣀◆◆◆⠛|"
    `);
    expect(drawn({ ...options, width: 1, height: 1 })).toMatchInlineSnapshot(`"◆|"`);
    expect(drawn({ ...options, width: 0, height: 2 })).toMatchInlineSnapshot(`
      "|
      |"
    `);
  });

  it('gives curves their colours, the first of the list on top', () => {
    const series = [curve('a', 9, () => 1, { color: 1 }), curve('b', 9, () => 1, { color: 2 })];
    const spans = lineChart({
      width: 30,
      height: 8,
      series,
      xScale: 'linear',
      yScale: 'linear',
      yLabel: '',
    }).flat();
    expect(spans.filter(({ text }) => /[⠁-⣿]/.test(text)).map(({ color }) => color)).toEqual([1]);
    expect(spans.filter(({ text }) => text === 'a' || text === 'b').map(({ color }) => color)).toEqual([
      1, 2,
    ]);
  });
});
