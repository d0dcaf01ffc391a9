import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/chart/spans.ts';
import { sparkline, type SparklineOptions } from '../../src/chart/sparkline.ts';
import { anyNumber, finite, hasSize, kind } from './support.ts';

const drawn = (options: SparklineOptions): string => plainText([sparkline(options)]);

describe('sparkline', () => {
  it('draws heights', () => {
    expect(drawn({ width: 8, values: [0, 1, 2, 3, 4, 5, 6, 7] })).toBe('▁▂▃▄▅▆▇█');
    expect(drawn({ width: 6, values: [1, 10, 100, 1000], scale: 'log' })).toBe('▁▃▆█  ');
    expect(drawn({ width: 4, values: [3, 3] })).toBe('▅▅  ');
  });

  it('leaves gaps at NaN and marks what the scale does not hold', () => {
    expect(drawn({ width: 7, values: [1, NaN, 2, Infinity, -Infinity] })).toBe('▁ █▲▼  ');
    expect(drawn({ width: 4, values: [1, 0, 2, -1], scale: 'log' })).toBe('▁▼█▼');
    expect(drawn({ width: 3, values: [] })).toBe('   ');
    expect(drawn({ width: 3, values: [NaN, Infinity] })).toBe(' ▲ ');
  });

  it('keeps a single peak or dip of a long series', () => {
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 999 }), fc.constantFrom(-1, 1), (at, sign) => {
        const values = Array.from({ length: 1000 }, (_, i) => (i === at ? sign : 0));
        expect(drawn({ width: 20, values })).toContain(sign > 0 ? '█' : '▁');
      }),
    );
  });

  it('has exactly its width, whatever it is given', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.array(fc.oneof(anyNumber, finite), { maxLength: 200 }),
        kind,
        (width, values, scale) => {
          expect(hasSize([sparkline({ width, values, scale, color: 3 })], { width, height: 1 })).toBe(true);
        },
      ),
    );
  });
});
