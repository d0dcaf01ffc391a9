import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError, nearestName } from '@ranksweep/core';
import { checkDefinition, checkRunConfig, parseDefinition, parseRunConfig } from '../src/index.ts';

const base = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 10, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
};
const definition = { name: 'd', description: '', presets: { quick: { parts: { a: { base } } } } };

/** The message at a value, of a length that can be read. */
function refusal(parse: () => unknown): string {
  expect(parse).toThrow(InputError);
  let message = '';
  try {
    parse();
  } catch (error) {
    ({ message } = error as Error);
  }
  expect(message.length).toBeLessThan(20_000);
  return message;
}
const configRefusal = (value: unknown): string => refusal(() => parseRunConfig(value, 'config'));
const definitionRefusal = (value: unknown): string => refusal(() => parseDefinition(value, 'd'));

/** Values of any shape, and good ones with such a value somewhere. */
const hostile = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  key: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'kind', 'dims', 'tree')),
});
const keys = ['model', 'task', 'init', 'loss', 'optimizer', 'seed', 'stop', 'record', '__proto__'];

describe('any value', () => {
  it('is a run configuration, or is told why not', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(...keys), (value, key) => {
        for (const candidate of [
          value,
          { ...base, [key]: value },
          { ...base, model: { ...base.model, [key]: value } },
        ]) {
          const checked = checkRunConfig(candidate);
          if (!checked.ok) expect(checked.problems.length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('is a definition, or is told why not', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        const part = { base, axes: value };
        for (const candidate of [
          value,
          { ...definition, figure: value },
          { ...definition, presets: { quick: { parts: { a: part } } } },
        ]) {
          const checked = checkDefinition(candidate);
          if (!checked.ok) expect(checked.problems.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('a configuration that would take memory or time without bound', () => {
  const ones = (count: number): number[] => new Array<number>(count).fill(1);
  const withTask = (task: object) => ({ ...base, task: { ...base.task, ...task } });
  it.each<[string, unknown, string]>([
    ['modes', withTask({ dims: ones(200_000) }), 'task.dims: expected at most 10000 modes, found 200000'],
    ['entries', withTask({ dims: [1e9, 1e9, 1e9] }), 'task.dims: expected at most 268435456 entries'],
    ['product', withTask({ dims: new Array<number>(1000).fill(1e9) }), 'found Infinity'],
    [
      'index tuples',
      withTask({ dims: new Array<number>(28).fill(2), observed: 2 ** 28 }),
      'task.observed: expected at most 38347922 entries of 28 modes, found 268435456',
    ],
    [
      'columns',
      { ...base, model: { kind: 'cp', components: 2e7 }, record: { top: 1e12 } },
      'record.top: expected at most 1000000 values of all metrics together',
    ],
    [
      'metrics',
      { ...base, record: { metrics: new Array(300_000).fill('component_norm') } },
      'record.top: expected at most 1000000',
    ],
    [
      'widths',
      { ...base, model: { kind: 'hierarchical', widths: ones(200_000) } },
      'model.widths: expected 2, one per layer of the mode tree below its root, found [1,1,1,',
    ],
    [
      'a tree of other modes',
      {
        ...base,
        model: { kind: 'hierarchical', widths: [1], tree: Array.from({ length: 200_000 }, (_, i) => i + 1) },
      },
      'mode 4 does not exist',
    ],
    [
      'pool sizes',
      { ...base, model: { kind: 'hierarchical', widths: [1], poolSize: new Array(200_000).fill(2) } },
      'model.poolSize',
    ],
    [
      'unknown keys',
      { ...base, ...Object.fromEntries(ones(100_000).map((_, i) => [`key${i}`, i])) },
      'and 99980 more problems',
    ],
    [
      'half a surrogate pair',
      withTask({ target: { kind: 'file', file: 'a\ud800' } }),
      'task.target.file: expected Unicode text',
    ],
    ['a long name', { ...base, ['x'.repeat(5_000_000)]: 1 }, 'unknown key'],
    ['a long metric', { ...base, record: { metrics: ['x'.repeat(5_000_000)] } }, "found 'xxx"],
  ])('%s', (_, value, part) => {
    expect(configRefusal(value)).toContain(part);
  });
});

describe('a definition that would take memory or time without bound', () => {
  const withAxes = (axes: object, count = 1) => ({
    ...definition,
    presets: {
      quick: {
        parts: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, { base, axes }])),
      },
    },
  });
  const many = Array.from({ length: 30_000 }, (_, i) => i + 1);
  it.each<[string, unknown, string]>([
    [
      'cells of a part',
      withAxes({ 'init.std': many, seed: many }),
      'expected at most 100000 cells, found 900000000',
    ],
    [
      'cells of all parts',
      withAxes({ 'init.std': many }, 4),
      'expected at most 100000 cells of all parts, found 120000',
    ],
    [
      'axes that seem to be kinds',
      withAxes(Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`a${i}.kind`, many.slice(0, 10)]))),
      'expected at most 100000 cells, found 1000000000',
    ],
  ])('%s', (_, value, part) => {
    expect(definitionRefusal(value)).toContain(part);
  });

  it('more wrong values than can be listed', () => {
    const seeds = new Array<number>(250_000).fill(-1);
    const message = definitionRefusal({ ...definition, presets: { quick: { seeds, parts: {} } } });
    expect(message).toBe('d: expected other values, found too many wrong ones to list');
  });

  it('has an axis of no key of its own', () => {
    expect(definitionRefusal(withAxes(JSON.parse('{"__proto__": [1, 2]}')))).toContain(
      'd: presets.quick.parts.p0.axes.__proto__: expected no such key',
    );
  });
});

it('does not look for the nearest of names that are nothing like each other', () => {
  expect(nearestName('x'.repeat(10_000_000), ['std', 'scheme'])).toBeUndefined();
});
