/** The search for the CP rank: what is found, and what is only claimed to be certain. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpRank } from '../src/cpRank/cpRank.ts';
import { cpMethods } from '../src/cpRank/fitCp.ts';
import { leastFrom } from '../src/cpRank/leastFrom.ts';
import { speakAgainst, type RankFit } from '../src/cpRank/rankFits.ts';
import { gaussianTensor, norm, plantedCase, plantedTensor, withNoise } from './cpRankSupport.ts';

describe('cpRank', () => {
  it('finds planted ranks of order 3 and 4, proven', () => {
    fc.assert(
      fc.property(plantedCase, ({ tensor, rank }) => {
        const result = cpRank(tensor, { bound: { relativeError: 1e-7 }, starts: 10 });
        expect(result).toMatchObject({ rank, isCertain: true, lowerBound: rank });
      }),
      { numRuns: 40 },
    );
  });

  it('finds planted ranks by Adam', () => {
    for (const rank of [1, 2, 3]) {
      const result = cpRank(plantedTensor([4, 3, 5], rank, rank), { method: 'adam' });
      expect(result).toMatchObject({ rank, isCertain: true });
    }
  });

  it('finds a rank above all dimensions, of which there is no proof', () => {
    const result = cpRank(plantedTensor([3, 3, 3], 4, 2));
    expect(result).toMatchObject({ rank: 4, isCertain: false, isSupported: true, lowerBound: 3 });
    expect(result.fits.map(({ rank }) => rank)).toEqual([3, 4, 5]);
    expect(result.fits.map(({ converged }) => converged)).toEqual([true, true, true]);
  });

  it("finds the 7 products of Strassen's 2 x 2 matrix multiplication", () => {
    const values = new Float64Array(64);
    for (const i of [0, 1]) {
      for (const j of [0, 1]) {
        for (const k of [0, 1]) values[(2 * i + j) * 16 + (2 * j + k) * 4 + 2 * k + i] = 1;
      }
    }
    const result = cpRank({ dims: [4, 4, 4], values });
    expect(result).toMatchObject({ rank: 7, isCertain: false, isSupported: true, lowerBound: 4 });
  });

  it('finds by leaving out a component what random starts miss', () => {
    const told: [number, number][] = [];
    const result = cpRank(plantedTensor([4, 4, 4], 4, 2), {
      starts: 2,
      onFit: ({ rank, relativeError }) => told.push([rank, relativeError]),
    });
    expect(result).toMatchObject({ rank: 4, isCertain: true, isSupported: true });
    expect(result.fits[0]).toMatchObject({ rank: 4, starts: 3, converged: true });
    expect(told.map(([rank]) => rank)).toEqual([4, 5, 4]);
    expect(told[0]![1]).toBeGreaterThan(1e-3);
    expect(told[2]![1]).toBeLessThan(1e-3);
  });

  it('agrees with the hyperdeterminant of 2 x 2 x 2 tensors, and calls nothing certain that is not', () => {
    // Rank 2 where it is positive, 3 where it is negative (de Silva and Lim 2008, Proposition 5.9). Tensors of rank 3 have no
    // nearest one of rank 2, and none here is very near.
    const counts = [0, 0];
    for (let seed = 0; seed < 30; seed++) {
      const tensor = gaussianTensor([2, 2, 2], seed);
      const delta = hyperdeterminant(tensor.values);
      const { rank, isCertain } = cpRank(tensor, { bound: { relativeError: 1e-7 }, maxSweeps: 300 });
      if (isCertain) expect(rank).toBe(delta > 0 ? 2 : 3);
      if (delta < 0) expect(rank).toBe(3);
      counts[delta > 0 ? 0 : 1]!++;
      if (delta > 0.5) expect({ rank, isCertain }).toEqual({ rank: 2, isCertain: true });
    }
    for (const count of counts) expect(count).toBeGreaterThan(3);
  });

  it('is never certain of a wrong rank in a swamp, nor below the planted one where that is proven', () => {
    let open = 0;
    for (const collinearity of [0.8, 0.95, 0.99]) {
      for (const seed of [1, 2, 3]) {
        const tensor = plantedTensor([5, 4, 4], 3, seed, collinearity);
        const result = cpRank(tensor, { bound: { relativeError: 1e-7 }, maxSweeps: 100, starts: 2 });
        expect(result.lowerBound).toBe(3);
        expect(result.rank).toBeGreaterThanOrEqual(3);
        expect(result.isCertain).toBe(result.rank === 3);
        if (result.rank === 3) continue;
        open++;
        expect(result.isSupported).toBe(false);
        expect(result.fits.find(({ rank }) => rank === result.rank! - 1)!.converged).toBe(false);
      }
    }
    expect(open).toBeGreaterThan(0);
  });

  it('does not count noise below the bound, and counts what is above', () => {
    const noisy = withNoise(plantedTensor([5, 6, 4], 3, 4), 1e-4, 5);
    expect(cpRank(noisy)).toMatchObject({ rank: 3, isCertain: true });
    const result = cpRank(noisy, { bound: { relativeError: 1e-5 }, starts: 1, maxSweeps: 20 });
    expect(result.rank).toBeGreaterThan(5);
    expect(result.lowerBound).toBeGreaterThan(3);
  });

  it('does not depend on the scale, but with a bound on the mean of squares', () => {
    const { dims, values } = plantedTensor([4, 5, 3], 3, 6);
    const scaled = (scale: number) => ({ dims, values: values.map((value) => value * scale) });
    for (const scale of [1, 1e6, 1e-6, 1e200, 1e-200]) {
      expect(cpRank(scaled(scale))).toMatchObject({ rank: 3, isCertain: true });
    }
    const rms = norm(values) / Math.sqrt(values.length);
    const bound = { meanSquaredError: 1e-6 };
    expect(cpRank(scaled(1e3 / rms), { bound }).rank).toBe(3);
    expect(cpRank(scaled(0.9e-3 / rms), { bound })).toMatchObject({ rank: 0, isCertain: true, fits: [] });
    expect(cpRank(scaled(1.1e-3 / rms), { bound }).rank).toBe(1);
  });

  it('is the rank of the matrix in order 2, modes of dimension 1 aside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 8 }),
        fc.nat(),
        (rows, cols, rank, seed) => {
          const { values } = plantedTensor([rows, cols], rank, seed);
          const bound = { relativeError: 1e-10 };
          const expected = { rank: Math.min(rows, cols, rank), isCertain: true, isSupported: true, fits: [] };
          expect(cpRank({ dims: [rows, cols], values }, { bound })).toMatchObject(expected);
          expect(cpRank({ dims: [1, rows, 1, cols], values }, { bound })).toMatchObject(expected);
        },
      ),
      { numRuns: 40 },
    );
    expect(cpRank({ dims: [3], values: Float64Array.of(0, 2, 1) }).rank).toBe(1);
    expect(cpRank({ dims: [1, 1, 1], values: Float64Array.of(-2) }).rank).toBe(1);
  });

  it('is 0 for zeros, and for what is within the bound of them', () => {
    expect(cpRank({ dims: [2, 3, 2], values: new Float64Array(12) })).toMatchObject({
      rank: 0,
      isCertain: true,
    });
    expect(cpRank(gaussianTensor([2, 2, 2], 1), { bound: { relativeError: 1.1 } }).rank).toBe(0);
    expect(cpRank(gaussianTensor([2, 2, 2], 1), { bound: { relativeError: 1 } }).rank).toBe(1);
  });

  it('looks no further than maxRank', () => {
    const tensor = plantedTensor([3, 3, 3], 4, 2);
    expect(cpRank(tensor, { maxRank: 2 })).toEqual({
      rank: undefined,
      isCertain: true,
      isSupported: true,
      lowerBound: 3,
      fits: [],
    });
    const open = cpRank(tensor, { maxRank: 3 });
    expect(open).toMatchObject({ rank: undefined, isCertain: false, isSupported: true });
    expect(open.fits.map(({ rank }) => rank)).toEqual([3]);
  });

  it('needs no fit to know that prod(d_n) / max(d_n) is enough', () => {
    const result = cpRank(gaussianTensor([4, 2, 2], 3), { bound: { relativeError: 1e-9 } });
    expect(result).toEqual({ rank: 4, isCertain: true, isSupported: true, lowerBound: 4, fits: [] });
  });

  it.each(cpMethods)('tells of every fit, by %s', (method) => {
    const told: number[] = [];
    cpRank(plantedTensor([3, 3, 3], 2, 1), { method, onFit: ({ rank }) => told.push(rank) });
    expect(told).toEqual([2]);
  });

  it.each<[string, () => unknown, string]>([
    ['NaN', () => cpRank({ dims: [1, 2], values: Float64Array.of(1, NaN) }), 'found NaN at [0, 1]'],
    [
      'a bound of 0',
      () => cpRank(gaussianTensor([2], 1), { bound: { relativeError: 0 } }),
      'bound.relativeError:',
    ],
    [
      'a bound of NaN',
      () => cpRank(gaussianTensor([2], 1), { bound: { meanSquaredError: NaN } }),
      'bound.meanSquaredError:',
    ],
    [
      'half a rank',
      () => cpRank(gaussianTensor([2], 1), { maxRank: 1.5 }),
      'maxRank: expected an integer >= 0',
    ],
    ['no starts', () => cpRank(gaussianTensor([2], 1), { starts: 0 }), 'starts:'],
  ])('refuses %s', (_, search, message) => {
    expect(search).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringContaining(message) }),
    );
  });
});

describe('leastFrom', () => {
  it('finds the least with few questions, none of them twice or far above', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(300), fc.nat(400), (low, more, above) => {
        const [high, least] = [low + more, low + above];
        const asked: number[] = [];
        const found = leastFrom(low, high, (r) => asked.push(r) > 0 && r >= least);
        expect(found).toBe(least <= high ? least : undefined);
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(Math.min(above, more) + 2)) + 1);
        if (found !== undefined) expect(Math.max(...asked)).toBeLessThanOrEqual(low + 2 * above);
        expect(found === undefined || found === low || asked.includes(found - 1)).toBe(true);
      }),
    );
  });
});

describe('speakAgainst', () => {
  const fit = (rank: number, relativeError: number, converged = true): RankFit => ({
    rank,
    relativeError,
    converged,
    sweeps: 9,
    starts: 5,
  });
  it.each<[string, RankFit[], boolean]>([
    ['converged above the bound', [fit(3, 0.2), fit(4, 0.1), fit(5, 1e-4), fit(6, 1e-4)], true],
    ['not converged', [fit(3, 0.2), fit(4, 0.1, false), fit(5, 1e-4)], false],
    ['not fitted', [fit(3, 0.2), fit(5, 1e-4)], false],
    ['below the bound', [fit(4, 1e-4), fit(5, 1e-4)], false],
    ['a smaller rank comes nearer', [fit(3, 0.05), fit(4, 0.1), fit(5, 1e-4)], false],
    ['a larger rank is not enough', [fit(4, 0.1), fit(5, 1e-4), fit(6, 0.05)], false],
  ])('%s: %j', (_, fits, expected) => {
    expect(speakAgainst(fits, 4, 1e-3)).toBe(expected);
  });
});

/** Of a 2 x 2 x 2 tensor, row-major (Cayley 1845). */
function hyperdeterminant(values: Float64Array): number {
  const [a, b, c, d, e, f, g, h] = values as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const squares = a * a * h * h + b * b * g * g + c * c * f * f + d * d * e * e;
  const pairs = a * b * g * h + a * c * f * h + a * d * e * h + b * c * f * g + b * d * e * g + c * d * e * f;
  return squares - 2 * pairs + 4 * (a * d * f * g + b * c * e * h);
}
