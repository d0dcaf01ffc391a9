import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '@ranksweep/core';
import { specAxes } from '../src/index.ts';

it('gives the axes of every part in their order', () => {
  const spec = { parts: { b: { axes: { 'init.std': [1], a: [2] } }, a: { axes: {} }, c: {} } };
  expect([...specAxes(spec, 'sweep 1')]).toEqual([
    ['b', ['init.std', 'a']],
    ['a', []],
    ['c', []],
  ]);
  expect(specAxes({}, 'sweep 1').size).toBe(0);
});

it('tells of parts and axes that are none', () => {
  expect(() => specAxes({ parts: [1] }, 'sweep 1')).toThrow(
    new InputError('sweep 1: expected a group of keys at "parts", found [1]'),
  );
  expect(() => specAxes({ parts: { a: { axes: 3 } } }, 'sweep 1')).toThrow(
    new InputError('sweep 1: part "a": expected a group of keys at "axes", found 3'),
  );
});

it('gives axes or an InputError for any value', () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const spec of [
        value,
        { parts: value },
        { parts: { a: value } },
        { parts: { a: { axes: value } } },
      ]) {
        try {
          specAxes(spec, 'sweep');
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }
    }),
  );
});
