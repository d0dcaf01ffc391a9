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
  });

  it('refuses bytes that are cut short or of another version', () => {
    const bytes = encodeState(state);
    expect(() => decodeState(bytes.subarray(0, bytes.length - 1))).toThrow(RangeError);
    expect(() => decodeState(bytes.subarray(0, 10))).toThrow(RangeError);
    const other = new Uint8Array(bytes);
    other[7] = 0x41;
    expect(() => decodeState(other)).toThrow(RangeError);
  });
});
