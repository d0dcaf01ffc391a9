import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { downsample } from '../../src/chart/downsample.ts';
import { iterationScale, valueScale } from '../../src/chart/extent.ts';
import { placeOn } from '../../src/chart/scale.ts';
import { anyNumber, kind, trajectoryOf, type RandomTrajectory } from './support.ts';

const columns = fc.integer({ min: 1, max: 60 });
type Kind = 'linear' | 'log';

function thinned(trajectory: RandomTrajectory, xKind: Kind, yKind: Kind, count: number) {
  const x = iterationScale(xKind, [trajectory], []).scale;
  const y = valueScale(yKind, [trajectory]);
  const points = downsample(trajectory, { x, y, columns: count });
  return { points, y, columnOf: placeOn(x, count) };
}

const property = (check: (trajectory: RandomTrajectory, x: Kind, y: Kind, count: number) => void): void =>
  fc.assert(fc.property(trajectoryOf(anyNumber), kind, kind, columns, check));

describe('downsample', () => {
  it('keeps of every column the first, the last, the smallest and the largest', () => {
    property((trajectory, xKind, yKind, count) => {
      const { points, y, columnOf } = thinned(trajectory, xKind, yKind, count);
      const all = Array.from(trajectory.values, (value, i) => ({
        value,
        column: columnOf(trajectory.iterations[i]!),
      }));
      for (const [column, members] of Map.groupBy(all, (point) => point.column)) {
        const values = members.map(({ value }) => value);
        const kept = points.values.filter((_, i) => points.columns[i] === column);
        expect(kept[0]).toBe(values[0]);
        expect(kept.at(-1)).toBe(values.at(-1));
        const inside = values.filter((value) => value >= y.low && value <= y.high);
        if (inside.length > 0) {
          expect(kept).toContain(Math.min(...inside) || 0);
          expect(kept).toContain(Math.max(...inside) || 0);
        }
        expect(kept.some(Number.isNaN)).toBe(values.some(Number.isNaN));
        expect(kept.some((value) => value > y.high)).toBe(values.some((value) => value > y.high));
        expect(kept.some((value) => value < y.low)).toBe(values.some((value) => value < y.low));
      }
    });
  });

  it('keeps points of the trajectory only, in their order, at most seven a column', () => {
    property((trajectory, xKind, yKind, count) => {
      const { points, columnOf } = thinned(trajectory, xKind, yKind, count);
      expect(points.values.length).toBeLessThanOrEqual(7 * count);
      let i = 0;
      points.values.forEach((value, kept) => {
        const isIt = (index: number): boolean =>
          Object.is(trajectory.values[index], value) &&
          columnOf(trajectory.iterations[index]!) === points.columns[kept];
        while (i < trajectory.values.length && !isIt(i)) i++;
        expect(i++).toBeLessThan(trajectory.values.length);
      });
    });
  });

  it('tells how many values it cannot show where they are', () => {
    const trajectory = {
      iterations: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7),
      values: Float64Array.of(1, NaN, Infinity, -Infinity, 0, -2, 1e-13, 0.5),
    };
    const count = (yKind: Kind): object => {
      const { gaps, above, below, notPositive } = thinned(trajectory, 'linear', yKind, 1).points;
      return { gaps, above, below, notPositive };
    };
    expect(count('linear')).toEqual({ gaps: 1, above: 1, below: 1, notPositive: 1 });
    // 1e-13 lies thirteen decades below the largest.
    expect(count('log')).toEqual({ gaps: 1, above: 1, below: 4, notPositive: 3 });
  });

  it('asks for few iterations of a long run, and for every value once', () => {
    const length = 100_000;
    const reads = { iterations: 0, values: 0 };
    const counted = (key: keyof typeof reads, value: (i: number) => number): ArrayLike<number> =>
      new Proxy({ length } as ArrayLike<number>, {
        get: (target, name) => {
          if (name === 'length') return target.length;
          reads[key]++;
          return value(Number(name));
        },
      });
    const iterations = counted('iterations', (i) => i);
    const values = counted('values', () => 1);
    const { scale: x } = iterationScale('log', [{ iterations: [0, length - 1], values: [] }], []);
    downsample(
      { iterations, values },
      { x, y: valueScale('linear', [{ iterations: [0], values: [1] }]), columns: 240 },
    );
    expect(reads.iterations).toBeLessThan(240 * 40);
    expect(reads.values).toBeLessThan(4 * length);
  });

  it('takes no points, and lists of different lengths', () => {
    const empty = { iterations: new Float64Array(0), values: new Float64Array(0) };
    expect(thinned(empty, 'log', 'log', 5).points.values).toEqual([]);
    const uneven = { iterations: Float64Array.of(0, 1), values: Float64Array.of(1, 2, 3) };
    expect(thinned(uneven, 'linear', 'linear', 5).points.values).toEqual([1, 2]);
  });
});
