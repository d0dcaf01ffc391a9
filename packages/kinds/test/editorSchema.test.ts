/** The JSON Schema of definition files: it takes what is right, marks what is wrong, and explains every key. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineSweep, editorSchema, sweepFileWalk } from '../src/index.ts';

const schema = z.fromJSONSchema(editorSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const isValid = (file: unknown): boolean => schema.safeParse(file).success;

const task = { kind: 'completion' as const, dims: [4, 4], observed: 8 };
const base = {
  model: { kind: 'matrix' as const },
  task: { ...task, target: { kind: 'matrix' as const, rank: 1 } },
  init: { std: 0.1 },
};
const right = defineSweep({
  description: 'all that a file may have',
  seeds: [0, 1],
  parts: {
    a: {
      base: { ...base, optimizer: { kind: 'sgd', learningRate: 0.1 }, record: { theory: true } },
      axes: { 'init.std': [0.1, 0.2], 'task.observed': [4, 8], 'model.kind': ['matrix', 'cp'] },
      zip: [['init.std', 'task.observed']],
      random: { count: 3, axes: { 'optimizer.momentum': { kind: 'uniform', from: 0, to: 0.9 } } },
    },
    c: {
      base,
      search: { minimize: 'train_loss', trials: 8, space: { 'init.std': { from: 0.01, to: 1, log: true } } },
    },
    b: { base: { ...base, task: { ...task, target: { file: 'x.npy' } } }, seeds: [7] },
  },
  figure: {
    caption: '',
    panels: [
      { title: '', part: 'a', metric: 'train_loss', colorBy: 'init.std' },
      {
        kind: 'heatmap',
        title: '',
        part: 'a',
        x: 'init.std',
        y: 'task.observed',
        value: { kind: 'final', metric: 'train_loss' },
      },
    ],
  },
});

const text = JSON.stringify(right);

describe('the schema for editors', () => {
  it('takes files with parts, with presets, and with the name of a schema', () => {
    expect(isValid(right)).toBe(true);
    const { seeds, parts, ...rest } = JSON.parse(text) as Record<string, unknown>;
    const presets = { quick: { seeds, parts }, paper: { description: 'an hour', parts } };
    expect(isValid({ ...rest, name: 'own', presets, $schema: 'ranksweep.schema.json' })).toBe(true);
  });

  it.each([
    ['a key that is none', '"init":{"std":0.1}', '"init":{"std":0.1,"sdt":0.1}'],
    ['a key of another kind', '"kind":"sgd"', '"kind":"sgd","beta1":0.9'],
    ['a value out of range', '"observed":8', '"observed":0'],
    ['a kind that is none', '"kind":"matrix","rank"', '"kind":"matrx","rank"'],
    ['a value that an axis does not take', '"init.std":[0.1,', '"init.std":["small",'],
    ['a distribution that is none', '"kind":"uniform"', '"kind":"normal"'],
    ['a key of an axis of a search that is none', '"log":true', '"lag":true'],
    ['a target of no kind', '{"file":"x.npy"}', '{"rank":1}'],
    ['a key of a panel that is none', '"colorBy"', '"colourBy"'],
  ])('marks %s', (_, from, to) => {
    expect(text).toContain(from);
    expect(isValid(JSON.parse(text.replace(from, to)))).toBe(false);
  });

  it('explains every key', () => {
    const silent: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { properties = {}, ...rest } = value as { properties?: Record<string, { description?: string }> };
      for (const [key, inner] of Object.entries(properties)) {
        if (inner.description === undefined) silent.push(`${path}.${key}`);
        visit(inner, `${path}.${key}`);
      }
      for (const inner of Object.values(rest)) visit(inner, path);
    };
    visit(sweepFileWalk().root, '');
    expect(silent).toEqual([]);
  });

  it.each([['axes'], ['random.axes'], ['when'], ['skip'], ['search.space']])(
    'suggests the keys of the base under %s',
    (place) => {
      interface Keys {
        readonly properties: Record<string, Keys>;
      }
      const { part } = (editorSchema() as { $defs: { part: Keys } }).$defs;
      const { properties } = place.split('.').reduce((keys, key) => keys.properties[key]!, part);
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(['init.std', 'model.widths', 'task.target.file', 'init.scheme']),
      );
      // A search's trials all end and are recorded in the same way.
      expect('record.every' in properties).toBe(place !== 'search.space');
    },
  );
});
