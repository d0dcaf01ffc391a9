import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeState, encodeState, type RunState } from '../src/state.ts';

const state: RunState = {
  iteration: 12345,
  meanSquare: 0.25,
  decayPowers: [0.5, 2 ** -40],
  flowTime: 0.75,
  parameters: Float32Array.of(1, -2.5, NaN, Infinity),
  slots: [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)],
};

describe('encodeState', () => {
  it('comes back as it was, float32 and float64', () => {
    expect(decodeState(encodeState(state))).toEqual(state);
    const double = { ...state, parameters: Float64Array.of(1 / 3), slots: [] };
    expect(decodeState(encodeState(double))).toEqual(double);
    const inEpoch = { ...state, epoch: { samples: 7, objective: 0.1, squares: NaN } };
    expect(decodeState(encodeState(inEpoch))).toEqual(inEpoch);
  });

  it('has the bytes that it had before there were batches, without them', () => {
    const bytes = encodeState({ ...state, parameters: Float32Array.of(1), slots: [] });
    expect([...new Float64Array(new Uint8Array(bytes).buffer, 0, 9)]).toEqual([
      2,
      4,
      1,
      0,
      12345,
      0.25,
      0.5,
      2 ** -40,
      0.75,
    ]);
    expect(bytes).toHaveLength(76);
  });

  it('refuses a number of samples that is none', () => {
    const bytes = new Uint8Array(encodeState({ ...state, epoch: { samples: 7, objective: 1, squares: 1 } }));
    new DataView(bytes.buffer).setFloat64(72, -1, true);
    expect(() => decodeState(bytes)).toThrow('expected a number of samples, found -1');
  });

  it('refuses bytes that are cut short or of another version', () => {
    const bytes = encodeState(state);
    expect(() => decodeState(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
    expect(() => decodeState(bytes.subarray(0, 10))).toThrow(RangeError);
    const other = new Uint8Array(bytes);
    other[7] = 0x41;
    expect(() => decodeState(other)).toThrow(RangeError);
  });

  /** The state's bytes with some of the header's numbers replaced: 2 parameters, 3 slots, 4 iteration. */
  function withHeader(numbers: Readonly<Record<number, number>>, bytes = encodeState(state)): Uint8Array {
    const changed = new Uint8Array(bytes);
    const view = new DataView(changed.buffer);
    for (const [index, value] of Object.entries(numbers)) view.setFloat64(Number(index) * 8, value, true);
    return changed;
  }

  it('refuses counts that are none', () => {
    const header = encodeState({ ...state, parameters: new Float32Array(0), slots: [] });
    for (const numbers of [
      { 3: 1e9 },
      { 3: 4e9 },
      { 3: -1, 2: 5 },
      { 2: -0.5, 3: -1 },
      { 4: -1 },
      { 4: NaN },
      { 4: 0.5 },
    ]) {
      expect(() => decodeState(withHeader(numbers, header))).toThrow(RangeError);
    }
  });

  it('gives a state or a RangeError for any header', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.nat(8).map(String), fc.oneof(fc.double(), fc.integer())), (numbers) => {
        try {
          const { iteration, slots } = decodeState(withHeader(numbers));
          expect(Number.isSafeInteger(iteration)).toBe(true);
          expect(slots.length).toBeLessThanOrEqual(2);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
    );
  });
});
