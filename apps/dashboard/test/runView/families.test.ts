import { expect, test } from 'vitest';
import { familiesOf } from '../../src/views/run/families.ts';

test('metrics that belong together form families, the most telling first', () => {
  const families = familiesOf([
    'gamma_component_norm_1',
    'predicted_component_norm_2',
    'unbalancedness',
    'train_loss',
    'component_norm_10',
    'component_norm_2',
    'test_mse',
    'effective_rank{1,2}',
    'effective_rank{3}',
    'reconstruction_error',
    'local_component_norm{1,2}_1',
    'growth_exponent_component_norm_1',
    'unbalancedness_drift',
    'predicted_singular_value_1',
  ]);
  expect(families.map(({ name, members }) => [name, members.map(({ label }) => label)])).toEqual([
    ['component_norm', ['2', '10']],
    ['local_component_norm{1,2}', ['1']],
    ['losses', ['train_loss', 'test_mse']],
    ['reconstruction_error', ['']],
    ['unbalancedness', ['']],
    ['effective_rank', ['1,2', '3']],
    ['gamma_component_norm', ['1']],
    ['predicted_singular_value', ['1']],
  ]);
});

test('thousands of metrics take no notable time', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `metric${i % 4000}_${i}`);
  expect(familiesOf(names)).toHaveLength(4000);
  expect(familiesOf([])).toEqual([]);
});
