import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heatMap, type HeatMapOptions } from '../../src/chart/heatMap.ts';
import { plainText } from '../../src/chart/spans.ts';
import { anyNumber, anyText, hasSize, kind, size } from './support.ts';

const framed = (options: HeatMapOptions): string => plainText(heatMap(options)).replaceAll('\n', '|\n') + '|';

/** A hill with its top right of the middle. */
function hill(rows: number, columns: number): HeatMapOptions {
  const logspace = (count: number) =>
    Array.from({ length: count }, (_, i) => 10 ** (-3 + (2 * i) / Math.max(1, count - 1)));
  return {
    width: 60,
    height: 12,
    columns: { label: 'init.std', values: logspace(columns) },
    rows: { label: 'depth', values: Array.from({ length: rows }, (_, i) => i + 2) },
    cells: Array.from({ length: rows }, (_, i) =>
      Array.from({ length: columns }, (__, j) =>
        Math.exp(-((i - rows / 2) ** 2 + (j - columns / 2) ** 2) / columns),
      ),
    ),
    scale: 'linear',
  };
}

describe('heatMap', () => {
  it('has numbers beside shades where cells are wide', () => {
    expect(framed({ ...hill(4, 5), selected: { row: 2, column: 3 } })).toMatchInlineSnapshot(`
      "       init.std                                             |
      depth  0.001     0.00316   0.01      0.0316    0.1          |
          2      0.129     0.287 ░░░ 0.427 ░░░ 0.427     0.287    |
                                 ░░░░░░░░░ ░░░░░░░░░              |
          3      0.235 ▒▒▒ 0.522 ▓▓▓ 0.779 ▓▓▓ 0.779 ▒▒▒ 0.522    |
                       ▒▒▒▒▒▒▒▒▒ ▓▓▓▓▓▓▓▓▓ ▓▓▓▓▓▓▓▓▓ ▒▒▒▒▒▒▒▒▒    |
          4      0.287 ▓▓▓ 0.638 ███ 0.951[███ 0.951]▓▓▓ 0.638    |
                       ▓▓▓▓▓▓▓▓▓ █████████[█████████]▓▓▓▓▓▓▓▓▓    |
          5      0.235 ▒▒▒ 0.522 ▓▓▓ 0.779 ▓▓▓ 0.779 ▒▒▒ 0.522    |
                       ▒▒▒▒▒▒▒▒▒ ▓▓▓▓▓▓▓▓▓ ▓▓▓▓▓▓▓▓▓ ▒▒▒▒▒▒▒▒▒    |
      0.129[   ░░░▒▒▒▓▓▓███]0.951                                 |
      [0.951229]  init.std=0.0316  depth=4                        |"
    `);
  });

  it('has shades alone where they are narrow, and scrolls to the selected cell', () => {
    expect(framed({ ...hill(20, 30), selected: { row: 15, column: 12 } })).toMatchInlineSnapshot(`
      "      init.std                              rows 13-20 of 20|
      depth 0.001       0.00672 0.024 0.0621                      |
         14          ░░▒▓▓███▓▓▒░░                                |
         15          ░░▒▒▓▓▓▓▓▒▒░░                                |
         16           ░░▒▒▒▒▒▒▒░░                                 |
         17            ░░░▒▒▒░░░                                  |
         18             ░░░░░░░                                   |
         19                                                       |
         20                                                       |
         21                                                       |
      1.97e-5[   ░░░▒▒▒▓▓▓███]1                                   |
      [0.321958]  init.std=0.00672  depth=17                      |"
    `);
    expect(framed({ ...hill(20, 90), width: 40, selected: { row: 9, column: 60 } })).toMatchInlineSnapshot(`
      "    columns 45-78 of 90, rows 7-14 of 20|
      depth 0.00974 0.0147  0.0223 0.032 0.046|
          8 ████▓▓▓▒▒▒░░░                     |
          9 █████▓▓▓▒▒░░░                     |
         10 ██████▓▓▒▒░░░                     |
         11 ██████▓▓▒▒▒░░                     |
         12 ██████▓▓▒▒▒░░░                    |
         13 ██████▓▓▒▒▒░░                     |
         14 ██████▓▓▒▒░░░                     |
         15 █████▓▓▓▒▒░░░                     |
      5.57e-11[   ░░░▒▒▒▓▓▓███]1              |
      [0.081178]  init.std=0.0223  depth=11   |"
    `);
  });

  it('marks missing cells and those that are no number or beyond a logarithmic scale', () => {
    const cells = [[1, undefined, 100], [NaN, 0, Infinity], [10]];
    const options = { ...hill(3, 3), cells, scale: 'log' } as const;
    expect(framed({ ...options, width: 70 })).toMatchInlineSnapshot(`
      "       init.std                                                       |
      depth  0.001       0.01        0.1                                    |
          2            1      ·      ███████ 100                            |
                                     ███████████                            |
          3       ×                0 ███████ inf                            |
                                     ███████████                            |
          4  ▒▒▒▒▒▒▒▒ 10      ·           ·                                 |
             ▒▒▒▒▒▒▒▒▒▒▒                                                    |
      1[   ░░░▒▒▒▓▓▓███]100  log scale  · missing  × NaN  ≤ 0 as lowest     |
                                                                            |
                                                                            |
                                                                            |"
    `);
    expect(framed({ ...options, width: 20, height: 8, selected: { row: 2, column: 2 } }))
      .toMatchInlineSnapshot(`
      "       init.std     |
      depth  0.001   0.1  |
          2       ·  ███  |
          3   ×      ███  |
          4  ▒▒▒  · [ · ] |
      1[  ░░▒▒▓▓██]100    |
      [no value]  init.st…|
                          |"
    `);
  });

  it('shows marks in place of values, and says what they mean', () => {
    const [diverged, failed] = [
      { character: '∞', meaning: 'diverged', color: 5 },
      { character: '×', meaning: 'failed' },
    ] as const;
    const cells = [
      [1, diverged, 100],
      [failed, diverged, undefined],
    ];
    const options = { ...hill(2, 3), cells, height: 8, selected: { row: 0, column: 1 } };
    expect(framed(options)).toMatchInlineSnapshot(`
      "       init.std                                             |
      depth  0.001       0.01        0.1                          |
          2            1[     ∞     ]███████ 100                  |
                        [           ]███████████                  |
          3       ×           ∞           ·                       |
                                                                  |
      1[   ░░░▒▒▒▓▓▓███]100  · missing  ∞ diverged  × failed      |
      [diverged]  init.std=0.01  depth=2                          |"
    `);
    const inRed = heatMap(options)
      .flat()
      .filter((span) => span.color === 5);
    expect(inRed.some(({ text }) => text.includes('∞'))).toBe(true);
  });

  it('takes names as labels, and shows what fits', () => {
    const columns = { label: 'optimizer', values: ['gradient-descent', 'group-rmsprop', 'adam'] };
    expect(framed({ ...hill(2, 3), columns, width: 40, height: 7 })).toMatchInlineSnapshot(`
      "       optimizer                        |
      depth  gradient-… group-rms… adam       |
          2       0.338 ▒▒▒▒ 0.659 ▒▒▒▒ 0.659 |
          3  ░░░░ 0.472 █████ 0.92 █████ 0.92 |
      0.338[   ░░░▒▒▒▓▓▓███]0.92              |
                                              |
                                              |"
    `);
    expect(framed({ ...hill(3, 9), width: 9, height: 3 })).toMatchInlineSnapshot(`
      "de… 0.001|
        2   ░▓▓|
        3   ▒▓█|"
    `);
  });

  it('says so where there are no cells', () => {
    expect(framed({ ...hill(0, 3), width: 20, height: 3 })).toMatchInlineSnapshot(`
      "                    |
          no cells yet    |
                          |"
    `);
  });

  it('has its shades in the order of the values, and a single value in the lowest', () => {
    const shade = (cells: number[][]): string => {
      const options = { ...hill(1, cells[0]!.length), cells, width: 7, height: 1 };
      return plainText(heatMap(options));
    };
    expect(shade([[0.5]])).toBe('   0.5 ');
    expect(shade([[0, 1, 2, 3, 4]])).toBe(' ░▒▓█  ');
  });

  it('has the selected cell inverse, wherever the grid is scrolled to', () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.nat(60),
        fc.integer({ min: 2, max: 90 }),
        fc.integer({ min: 1, max: 20 }),
        (row, column, width, height) => {
          const options = { ...hill(41, 61), width, height, selected: { row, column } };
          const inverse = heatMap(options)
            .flat()
            .filter((span) => span.inverse === true);
          expect(inverse.length).toBeGreaterThan(0);
        },
      ),
    );
  });

  it('has exactly its size, whatever it is given', () => {
    const axis = fc.record({
      label: anyText,
      values: fc.array(fc.oneof(anyNumber, anyText), { maxLength: 40 }),
    });
    const mark = fc.record({ character: anyText, meaning: anyText });
    const cell = fc.oneof(fc.option(anyNumber, { nil: undefined }), mark);
    const options = fc.record({
      columns: axis,
      rows: axis,
      cells: fc.array(fc.array(cell, { maxLength: 40 }), { maxLength: 40 }),
      scale: kind,
      selected: fc.record({ row: fc.oneof(fc.integer(), fc.double()), column: fc.integer() }),
    });
    fc.assert(
      fc.property(size, options, fc.boolean(), (cells, { selected, ...rest }, isSelected) => {
        const chart = heatMap({ ...cells, ...rest, ...(isSelected ? { selected } : {}) });
        expect(hasSize(chart, cells)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
