/** Text that is laid out for terminals. */
import { parseDefinition } from '@ranksweep/kinds';
import { expect, it } from 'vitest';
import { definitionText } from '../src/render/definitionText.ts';
import { tablePieces } from '../src/render/table.ts';

it('keeps the columns of a long table as wide as they have been, and makes them wider where they must be', () => {
  const texts = [
    'four',
    ...new Array<string>(1500).fill('x'),
    'eleven cell',
    ...new Array<string>(1000).fill('x'),
  ];
  const blocks = texts.map((text, i) => ({ count: 1, same: [text, 'é漢', BigInt(i)], each: [] }));
  const columns = ['a', 'b', 'c'].map((name) => ({ name, type: 'any' as const }));
  const pieces = [...tablePieces({ columns, blocks })];
  expect(pieces).toHaveLength(3);
  const lines = pieces.join('').split('\n');
  expect(lines).toHaveLength(texts.length + 2);
  expect(lines.slice(0, 3)).toEqual(['a     b      c', 'four  é漢    0', 'x     é漢    1']);
  expect(lines[1001]).toBe('x            é漢  1000');
  expect(lines[1502]).toBe('eleven cell  é漢  1501');
  expect(lines[2502]).toBe('x            é漢  2501');
});

const part = (components: number, axes = {}) => ({
  description: 'a tiny one',
  base: {
    model: { kind: 'cp', components },
    task: { kind: 'completion', dims: [3, 3], observed: 5, target: { kind: 'cp', rank: 1 } },
    init: { std: 1 / 3 },
    record: { metrics: ['train_loss', 'component_norm'] },
  },
  axes,
});
const definition = parseDefinition(
  {
    name: 'tiny',
    description: 'two presets',
    presets: {
      quick: { description: 'small', seeds: [0], parts: { tf: part(4) } },
      paper: { seeds: [0, 1], parts: { tf: part(8, { 'task.observed': [5, 6] }), more: part(9) } },
    },
  },
  'test',
);

it('sets the presets of a definition side by side, part by part', () => {
  const lines = definitionText(definition).split('\n');
  const row = (key: string): string[][] =>
    lines.filter((line) => line.startsWith(`${key} `)).map((line) => line.split(/ {2,}/));
  expect(lines[0]).toBe('tiny: two presets');
  expect(row('paper')).toEqual([['paper', '0, 1']]);
  expect(lines).toEqual(expect.arrayContaining(['Part tf: a tiny one', 'Part more: a tiny one']));
  expect(row('model.components')).toEqual([
    ['model.components', '4', '8'],
    ['model.components', '9'],
  ]);
  expect(row('task.observed')[0]).toEqual(['task.observed', '5', 'each of 5, 6']);
});

it('shows values exactly, and names one a line', () => {
  const text = definitionText(definition);
  expect(text).toContain(String(1 / 3));
  expect(text).toMatch(/record\.metrics +train_loss +train_loss\n +component_norm +component_norm/);
});

it('cuts tables to the terminal, and leaves the description whole', () => {
  const lines = definitionText({ ...definition, description: 'words '.repeat(20) }, { columns: 40 }).split(
    '\n',
  );
  expect(lines[0]!.length).toBeGreaterThan(100);
  expect(Math.max(...lines.slice(1).map((line) => line.length))).toBe(40);
});

it('leaves out the limit in iterations of a part that has one in epochs', () => {
  const { base } = part(2);
  const parts = { cp: { base: { ...base, stop: { maxEpochs: 7 }, record: { everyEpochs: 2 } } } };
  const description = 'in epochs';
  const definition = parseDefinition(
    { name: 'epochs', description, presets: { quick: { seeds: [0], parts } } },
    'epochs',
  );
  const text = definitionText(definition);
  expect(text).toMatch(/^stop\.maxEpochs +7$/m);
  expect(text).not.toMatch(/maxIterations|record\.every /);
});
