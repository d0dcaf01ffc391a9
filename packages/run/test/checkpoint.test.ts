import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../src/driver/checkpoint.ts';

const stop = { lossBelow: 1e-5, patience: 10, checkEvery: 25, maxIterations: 100 };
const state = Uint8Array.of(1, 2, 3, 4, 5);
const reference = Float64Array.of(1, 2);
const good = encodeCheckpoint({ state, zeroLossChecks: 3, lastKept: 5, reference }, stop);

/** A good checkpoint with a number in place of one of its first. */
function withNumber(index: number, value: number): Uint8Array {
  const bytes = new Uint8Array(good);
  new DataView(bytes.buffer).setFloat64(index * 8, value, true);
  return bytes;
}

describe('decodeCheckpoint', () => {
  it('gives back what was encoded', () => {
    expect(decodeCheckpoint(good, stop)).toEqual({ state, zeroLossChecks: 3, lastKept: 5, reference });
  });

  it('counts checks on under the same rule, and anew under another', () => {
    const counted = (rule: Partial<typeof stop>): number =>
      decodeCheckpoint(good, { ...stop, ...rule }).zeroLossChecks;
    expect([{}, { maxIterations: 9 }, { patience: 1 }].map(counted)).toEqual([3, 3, 3]);
    expect([{ lossBelow: 1e-6 }, { checkEvery: 50 }].map(counted)).toEqual([0, 0]);
  });

  it.each([NaN, -0.5, -1.01, -1e300, -Infinity, -5.125])('refuses %d numbers remembered', (number) => {
    expect(() => decodeCheckpoint(withNumber(0, number), stop)).toThrow(RangeError);
  });

  it.each([-1, 0.5, NaN, Infinity, 1e300])('refuses %d checks', (number) => {
    expect(() => decodeCheckpoint(withNumber(4, number), stop)).toThrow(RangeError);
  });

  it('gives a checkpoint or a RangeError for any bytes, and holds no more than they tell', () => {
    const anyBytes = fc.uint8Array({ maxLength: 300 });
    const damaged = fc
      .tuple(fc.nat(20), fc.double(), fc.nat(good.length))
      .map(([index, value, length]) => withNumber(index % (good.length >> 3), value).subarray(0, length));
    fc.assert(
      fc.property(fc.oneof(anyBytes, damaged), (bytes) => {
        try {
          const { state: found, reference: numbers } = decodeCheckpoint(bytes, stop);
          expect(found.byteLength + (numbers?.byteLength ?? 0)).toBeLessThanOrEqual(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
