import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeBeyond } from '../src/driver/change.ts';

const names = ['train_loss', 'component_norm_1', 'component_norm_2', 'reconstruction_error'];
const hasChanged = changeBeyond(0.1, names);
const between = (before: number[], now: number[]): boolean =>
  hasChanged(Float64Array.from(before), Float64Array.from(now));

describe('changeBeyond', () => {
  it.each<[string, boolean, number[], number[]]>([
    ['nothing moves', false, [1, 2, 1, 0.5], [1, 2, 1, 0.5]],
    ['the loss moves, which is not watched', false, [1, 2, 1, 0.5], [9, 2, 1, 0.5]],
    ['a value moves by more than a tenth of the largest', true, [1, 2, 1, 0.5], [1, 2, 1.21, 0.5]],
    ['a value moves by less', false, [1, 2, 1, 0.5], [1, 2, 1.19, 0.5]],
    ['a value falls', true, [1, 2, 1, 0.5], [1, 2, 0.79, 0.5]],
    ['a value falls to nothing', true, [1, 2, 1, 0.5], [1, 2, 0, 0.5]],
    ['the largest moves', true, [1, 2, 1, 0.5], [1, 2.3, 1, 0.5]],
    ['the error moves by more than a tenth of itself', true, [1, 2, 1, 0.5], [1, 2, 1, 0.44]],
    ['the error moves by less', false, [1, 2, 1, 0.5], [1, 2, 1, 0.46]],
    ['all values are zero', false, [1, 0, 0, 0.5], [1, 0, 0, 0.5]],
    ['the error becomes NaN', true, [1, 2, 1, 0.5], [1, 2, 1, NaN]],
    ['the error stays NaN', false, [1, 2, 1, NaN], [1, 2, 1, NaN]],
    ['the largest becomes infinite', true, [1, 2, 1, 0.5], [1, Infinity, 1, 0.5]],
    ['values stay NaN', false, [1, NaN, NaN, 0.5], [1, NaN, NaN, 0.5]],
  ])('%s: %s', (_, expected, before, now) => {
    expect(between(before, now)).toBe(expected);
  });

  it('minds no value that is small in both snapshots', () => {
    const fine = changeBeyond(0.01, names);
    expect(fine(Float64Array.of(1, 2, 0.01, 0.5), Float64Array.of(1, 2, 0.09, 0.5))).toBe(false);
    expect(fine(Float64Array.of(1, 2, 0.01, 0.5), Float64Array.of(1, 2, 0.11, 0.5))).toBe(true);
  });

  it('watches each stem beside its own largest, whatever the order of the columns', () => {
    const columns = ['b_2', 'a_1', 'b_1'];
    const changed = changeBeyond(0.1, columns);
    expect(changed(Float64Array.of(1, 100, 2), Float64Array.of(1.3, 100, 2))).toBe(true);
    expect(changed(Float64Array.of(1, 100, 2), Float64Array.of(1.1, 105, 2.1))).toBe(false);
  });

  it('is none where a snapshot holds nothing that is watched', () => {
    const changed = changeBeyond(0.1, ['train_loss']);
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => !changed(Float64Array.of(a), Float64Array.of(b))),
    );
  });
});
