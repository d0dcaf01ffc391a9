import fc from 'fast-check';
import { expect, it } from 'vitest';
import { distinctNames } from '../src/distinctNames.ts';

it('leaves names alone that differ, and numbers the others', () => {
  expect(distinctNames(['b', 'a', ''])).toEqual(['b', 'a', '']);
  expect(distinctNames(['a', 'a', 'a'])).toEqual(['a', 'a:1', 'a:2']);
  expect(distinctNames(['a', 'a', 'a:1'])).toEqual(['a', 'a:2', 'a:1']);
});

it('makes any names differ, and keeps the first of each', () => {
  const names = fc.array(fc.constantFrom('a', 'a:1', 'a:2', 'a:1:1', 'b', ''), { maxLength: 12 });
  fc.assert(
    fc.property(names, (given) => {
      const distinct = distinctNames(given);
      expect(new Set(distinct).size).toBe(given.length);
      given.forEach((name, i) => {
        if (given.indexOf(name) === i) expect(distinct[i]).toBe(name);
      });
    }),
  );
});
