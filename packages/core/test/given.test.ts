import { expect, it } from 'vitest';
import { given } from '../src/index.ts';

it('leaves out the keys that are undefined, and keeps the order of the others', () => {
  const some = given({ z: 0, y: undefined, x: null, w: '' });
  expect(Object.entries(some)).toEqual([
    ['z', 0],
    ['x', null],
    ['w', ''],
  ]);
});
