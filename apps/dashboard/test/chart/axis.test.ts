import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iterationTicks, verticalTicks } from '../../src/chart/axis.ts';
import { axisScale, placeOn, type Scale, type ScaleKind } from '../../src/chart/scale.ts';
import { distinctNumbers, numberIn, shortNumber } from '../../src/chart/shortNumber.ts';
import { finite, kind } from './support.ts';

const anyScale = fc
  .tuple(kind, finite, finite)
  .map(([kindOf, a, b]): [ScaleKind, number, number] =>
    kindOf === 'log' ? [kindOf, Math.abs(a), Math.abs(b)] : [kindOf, a, b],
  )
  .filter(([kindOf, a, b]) => a !== b && (kindOf === 'linear' || Math.min(a, b) > 0))
  .map(([kindOf, a, b]) => axisScale(kindOf, Math.min(a, b), Math.max(a, b)));

describe('shortNumber', () => {
  it.each([
    [0, '0'],
    [0.05, '0.05'],
    [1e-4, '1e-4'],
    [2.5e-7, '2.5e-7'],
    [0.1 + 0.2, '0.3'],
    [999, '999'],
    [1500, '1.5k'],
    [20_000, '20k'],
    [123_456, '123456'],
    [-2_000_000, '-2M'],
    [1e12, '1e12'],
    [NaN, 'NaN'],
    [-Infinity, '-inf'],
  ])('writes %s as %s', (value, text) => {
    expect(shortNumber(value)).toBe(text);
  });

  it('fits numbers into few characters, with as many digits as that allows', () => {
    expect([8, 5, 4, 3, 2].map((width) => numberIn(0.123456, width))).toEqual([
      '0.123456',
      '0.123',
      '0.12',
      '0.1',
      '',
    ]);
  });

  it('tells different values apart', () => {
    expect(distinctNumbers([0.0031622776, 0.01])).toEqual(['0.00316', '0.01']);
    expect(distinctNumbers([1.0001, 1.0002])).toEqual(['1.0001', '1.0002']);
  });
});

describe('scale', () => {
  it('has its middle in the middle, where differences overflow, too', () => {
    expect(axisScale('linear', -Number.MAX_VALUE, Number.MAX_VALUE).share(0)).toBe(0.5);
    expect(axisScale('linear', 0, 1e-323).share(5e-324)).toBe(0.5);
    expect(axisScale('log', 1e-300, 1e300).share(1)).toBeCloseTo(0.5, 12);
  });

  it('rises from 0 to 1, whatever the magnitudes', () => {
    fc.assert(
      fc.property(anyScale, fc.array(finite), (scale, values) => {
        expect([scale.share(scale.low), scale.share(scale.high)]).toEqual([0, 1]);
        const shares = Float64Array.from(values).sort().map(scale.share);
        shares.forEach((share, i) => {
          expect(share).toBeGreaterThanOrEqual(i === 0 ? 0 : shares[i - 1]!);
          expect(share).toBeLessThanOrEqual(1);
        });
        expect(scale.share(NaN)).toBeNaN();
      }),
    );
  });
});

describe('verticalTicks', () => {
  const labels = (scale: Scale, rows: number): string => {
    const lines = new Array<string>(rows).fill('');
    for (const { at, label } of verticalTicks(scale, rows, 8)) lines[at] = label;
    return lines.join('|');
  };

  it('has nice values where there is room, and the ends where there is little', () => {
    const lines = [
      labels(axisScale('linear', 0, 4.2), 10),
      labels(axisScale('linear', 0, 4.2), 2),
      labels(axisScale('linear', 0, 0.0317), 1),
      labels(axisScale('log', 2e-5, 0.9), 10),
      labels(axisScale('log', 1e-300, 1e300), 8),
      labels(axisScale('log', 0.2, 0.9), 12),
      labels(axisScale('linear', -1.7e308, 1.7e308), 3),
    ];
    expect(lines).toMatchInlineSnapshot(`
      [
        "4.2||3|||2||1||0",
        "4.2|0",
        "0.0317",
        "0.9||0.1||0.01||0.001|||2e-5",
        "1e300|||||||1e-300",
        "0.9||||0.5|||||||0.2",
        "||",
      ]
    `);
  });

  it('has no two labels in one row or of one text, and none that is too long', () => {
    fc.assert(
      fc.property(
        anyScale,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 9 }),
        (scale, rows, width) => {
          const ticks = verticalTicks(scale, rows, width);
          expect(new Set(ticks.map(({ at }) => at)).size).toBe(ticks.length);
          for (const { at, label } of ticks) {
            expect(label.length).toBeLessThanOrEqual(width);
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThan(rows);
          }
          ticks.slice(1).forEach(({ label }, i) => expect(label).not.toBe(ticks[i]!.label));
        },
      ),
    );
  });
});

describe('iterationTicks', () => {
  const line = (scale: Scale, columns: number, startsAtZero = false): string => {
    const characters = new Array<string>(columns).fill(' ');
    for (const { label, labelAt } of iterationTicks(scale, { columns, before: 0, after: 0, startsAtZero })) {
      characters.splice(labelAt, label.length, ...label.split(''));
    }
    return characters.join('');
  };

  it('has nice values where there is room, and fewer where there is little', () => {
    const scale = axisScale('linear', 0, 20_000);
    expect([50, 30, 16, 7, 3].map((columns) => line(scale, columns))).toMatchInlineSnapshot(`
      [
        "0           5k          10k         15k        20k",
        "0      5k     10k    15k   20k",
        "0      10k   20k",
        "0   20k",
        "0  ",
      ]
    `);
    expect(line(axisScale('log', 12.5, 50_000), 40, true)).toMatchInlineSnapshot(
      `"0        100         1k        10k      "`,
    );
    expect(line(axisScale('linear', 0, 1), 40)).toMatchInlineSnapshot(
      `"0                                      1"`,
    );
  });

  it('has labels that neither touch nor leave their room', () => {
    const room = fc.record({
      columns: fc.integer({ min: 1, max: 130 }),
      before: fc.nat(9),
      after: fc.nat(9),
      startsAtZero: fc.boolean(),
    });
    fc.assert(
      fc.property(anyScale, room, (scale, options) => {
        const ticks = iterationTicks(scale, options);
        ticks.forEach(({ at, label, labelAt }, i) => {
          const free = i === 0 ? -options.before : ticks[i - 1]!.labelAt + ticks[i - 1]!.label.length + 1;
          expect(labelAt).toBeGreaterThanOrEqual(free);
          expect(labelAt + label.length).toBeLessThanOrEqual(options.columns + options.after);
          expect(at).toBeLessThan(options.columns);
        });
      }),
    );
  });

  it('marks the columns of its values', () => {
    const scale = axisScale('log', 1, 1000);
    const ticks = iterationTicks(scale, { columns: 40, before: 3, after: 3 });
    const powers = ticks.filter(({ label }) => /^10*k?$/.test(label)).map(({ at }) => at);
    expect(powers).toEqual([1, 10, 100, 1000].map((value) => placeOn(scale, 80)(value) >> 1));
  });
});
