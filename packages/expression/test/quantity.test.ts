/** Numbers made of named numbers. */
import { expect, it } from 'vitest';
import { Quantity, type Value } from '../src/index.ts';

const values: Readonly<Record<string, Value>> = {
  test_mse: 0.5,
  'model.components': 8,
  kind: 'sgd',
  nan: NaN,
};
const valueOf = (name: string): Value | undefined => values[name];

it.each([
  ['test_mse + 0.001 * model.components', 0.508],
  ['-(test_mse - 1) / 2', 0.25],
  ['test_mse + nan', NaN],
  ['test_mse + other', undefined],
  ['kind', undefined],
] as const)('%s is %s', (text, value) => {
  expect(new Quantity(text).valueAt(valueOf)).toEqual(value);
});

it('names each of its names once', () => {
  expect(new Quantity('a + b * a').names).toEqual(['a', 'b']);
});

it('is a number', () => {
  expect(() => new Quantity('1 + 1')).toThrow('expected an expression that names something, found "1 + 1"');
  expect(() => new Quantity('a == 1').check(() => new Set(['number']))).toThrow(
    'expected a number for an objective, found a == 1',
  );
  expect(() => new Quantity('a +')).toThrow(
    'expected an expression such as test_mse + 0.001 * model.components; found "a +"',
  );
});
