/** Sweeps over images: which ones is said by the name of a set, or by a folder. */
import { parseDefinition } from '@ranksweep/kinds';
import { expect, it } from 'vitest';
import { expandSweep } from '../../src/definition/expand.ts';
import { parseOverride } from '../../src/definition/overrides.ts';

function dataOf(word: string, data: object, axes: object = {}): unknown[] {
  const base = {
    model: { kind: 'cp', components: 2 },
    task: { kind: 'samples', data, label: 1 },
    init: { std: 0.1, mean: 1 },
  };
  const presets = { quick: { seeds: [0], parts: { images: { base, axes } } } };
  const definition = parseDefinition({ name: 'small', description: '', presets }, 'small');
  const { runs } = expandSweep(definition, { overrides: [parseOverride(word)] });
  return runs.map(({ config }) => (config['task'] as { data: unknown }).data);
}

it('a folder takes the place of a set, and a set that of a folder, also where either is an axis', () => {
  expect(dataOf('task.data.folder=/images', { set: 'digits' })).toEqual([{ folder: '/images' }]);
  expect(dataOf('task.data.set=digits', { folder: '/images' })).toEqual([{ set: 'digits' }]);
  expect(
    dataOf('task.data.folder=/images', { set: 'digits' }, { 'task.data.set': ['digits', 'mnist'] }),
  ).toEqual([{ folder: '/images' }]);
});

it('both are refused', () => {
  expect(() => dataOf('seed=1', { set: 'digits', folder: '/images' })).toThrow(
    'task.data: expected either set or folder, found both',
  );
});
