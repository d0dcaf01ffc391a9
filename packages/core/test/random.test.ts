import { describe, expect, it } from 'vitest';
import { exactCosSinTurns, exactExp, exactLog } from '../src/random/exactMath.ts';
import { RandomStream } from '../src/random/stream.ts';
import { threefry2x32 } from '../src/random/threefry.ts';
import fc from 'fast-check';

const ulps = (value: number, expected: number): number =>
  Math.abs(value - expected) / (Math.abs(expected) * 2 ** -52);

describe('threefry2x32', () => {
  // Known answers published with Random123 for 20 rounds.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const)('key %j counter %j', (key, counter, expected) => {
    const out = new Uint32Array(2);
    threefry2x32(key[0], key[1], counter[0], counter[1], out);
    expect([...out]).toEqual(expected);
  });
});

describe('exact elementary functions', () => {
  it('log agrees with the platform to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: Number.MIN_VALUE, max: 1e308, noNaN: true }), (x) => {
        expect(Math.abs(exactLog(x) - Math.log(x))).toBeLessThanOrEqual(
          4 * 2 ** -52 * Math.max(Math.abs(Math.log(x)), 2 ** -30),
        );
      }),
    );
    expect(exactLog(1)).toBe(0);
    expect(exactLog(0)).toBe(-Infinity);
    expect(exactLog(-1)).toBeNaN();
  });

  it('exp agrees with the platform to a few units in the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(ulps(exactExp(x), Math.exp(x))).toBeLessThan(8 + Math.abs(x));
      }),
    );
    expect(exactExp(-800)).toBe(0);
    expect(exactExp(NaN)).toBeNaN();
  });

  it('cos and sin of turns lie on the circle and agree with the platform', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (t) => {
        const [cos, sin] = exactCosSinTurns(t);
        expect(cos).toBeCloseTo(Math.cos(2 * Math.PI * t), 14);
        expect(sin).toBeCloseTo(Math.sin(2 * Math.PI * t), 14);
      }),
    );
    expect(exactCosSinTurns(0.25)[1]).toBe(1);
    expect(exactCosSinTurns(0.5)[0]).toBe(-1);
  });
});

describe('RandomStream', () => {
  it('gives the same numbers for the same seed and purpose, others otherwise', () => {
    const numbers = (seed: number, purpose: string) => [...new RandomStream(seed, purpose).gaussians(5)];
    expect(numbers(1, 'target')).toEqual(numbers(1, 'target'));
    expect(numbers(1, 'target')).not.toEqual(numbers(2, 'target'));
    expect(numbers(1, 'target')).not.toEqual(numbers(1, 'observed'));
    expect(numbers(2 ** 40 + 1, 'target')).not.toEqual(numbers(1, 'target'));
  });

  it('is pinned: a change of these numbers changes every trajectory', () => {
    const stream = new RandomStream(7, 'init/mode_1');
    expect([stream.uniform(), ...stream.gaussians(3)]).toMatchInlineSnapshot(`
      [
        0.06216562822274796,
        -0.5977799666757889,
        -1.3692131966005745,
        -0.6500676975509967,
      ]
    `);
  });

  it('gaussians have the moments of N(0, 1)', () => {
    const x = new RandomStream(3, 'moments').gaussians(100_000);
    const moment = (k: number) => x.reduce((sum, value) => sum + value ** k, 0) / x.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15);
  });

  it('subsets are distinct, ascending, in range, and uniform', () => {
    const hits = new Float64Array(10);
    for (let seed = 0; seed < 2000; seed++) {
      const subset = [...new RandomStream(seed, 'observed').subset(4, 10)];
      expect(new Set(subset).size).toBe(4);
      expect(subset).toEqual(subset.toSorted((a, b) => a - b));
      subset.forEach((i) => hits[i]!++);
    }
    hits.forEach((count) => expect(Math.abs(count - 800)).toBeLessThan(120));
    expect([...new RandomStream(0, 'observed').subset(6, 6)]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
