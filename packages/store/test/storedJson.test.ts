import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { damageText, isDamaged, openStore, requireSpec, type ReadOnlyStore } from '../src/index.ts';
import { addRun, config, newRun, newSweep, take, temporaryStore } from './support/fixtures.ts';

/** A reader of a store with two runs, the first of which another program has written to, checks passed by. */
function tamperedStore(sql: string, text: string): ReadOnlyStore {
  const store = temporaryStore();
  take(store, addRun(store));
  store.registerRuns(1, [newRun({ config: config({ seed: 1 }) })]);
  const other = new Database(store.path);
  other.pragma('ignore_check_constraints = ON');
  other.prepare(sql).run(text);
  other.close();
  return openStore(store.path, { readOnly: true });
}

const OF_RUN_1 = 'UPDATE runs SET config = ? WHERE id = 1';
const good = config();
const json = (changes: object): string => JSON.stringify({ ...good, ...changes });

it.each([
  ['{', 'expected a group of keys, found text that is no JSON: "{"'],
  ['[1]', 'expected a group of keys, found [1]'],
  ['[]', 'expected a group of keys, found'],
  ['null', 'expected a group of keys, found null'],
  ['{}', 'model.kind: expected matrix, cp'],
  ['\u0000', 'found text that is no JSON: "\\u0000"'],
  ['{"init": {"std": 1e999}}', 'expected a group of keys, found a group of the keys init'],
  [`{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 'expected a group of keys, found a group'],
  [String.raw`{"model": "\ud800"}`, 'expected a group of keys, found a group of the keys model'],
  [String.raw`{"\udc00": 1}`, 'expected a group of keys, found a group'],
  ['{"__proto__": {"a": 1}, "constructor": -0}', 'is damaged'],
  [json({ task: { ...good.task, dims: [1e9, 1e9, 1e9] } }), 'task.dims: expected at most'],
  [json({ seed: 2 ** 53 }), 'seed: expected'],
  [json({ init: { ...good.init, std: 0.02 } }), 'its configuration has the hash'],
  [json({ seed: 1 }), 'another program has changed it'],
])('tells of the configuration of one run, and reads the others: %s', (text, part) => {
  const reader = tamperedStore(OF_RUN_1, text);
  const [first, second] = reader.runsOfSweep(1);
  expect(isDamaged(first!) && damageText(first)).toContain(`run 1: `);
  expect(isDamaged(first!) && damageText(first)).toContain(part);
  expect(first!.config).toBeUndefined();
  expect(second!.config).toEqual(config({ seed: 1 }));
  expect(reader.run(1)!.damage).toBe(first!.damage);
  expect(reader.run(1)!.status).toBe('running');
  reader.close();
});

it('takes a configuration that another version of SQLite or JSON has written in another order', () => {
  const reader = tamperedStore(
    OF_RUN_1,
    JSON.stringify(Object.fromEntries(Object.entries(good).toReversed())),
  );
  expect(reader.run(1)!.config).toEqual(good);
  reader.close();
});

it('registers a damaged run as one, also where another is asked for', () => {
  const store = temporaryStore();
  addRun(store);
  const other = new Database(store.path);
  other.prepare(OF_RUN_1).run('{}');
  other.close();
  const runs = [newRun(), newRun({ config: config({ seed: 1 }) })];
  const [first, second] = store.registerRuns(1, runs);
  expect(first!.damage).toContain('model.kind: expected matrix, cp');
  expect(second!.config).toEqual(config({ seed: 1 }));
});

it.each(['7', '[]', 'null', '{'])(
  'lists a sweep whose specification is %s, and refuses to use it',
  (text) => {
    const reader = tamperedStore('UPDATE sweeps SET spec = ?', text);
    const [sweep] = reader.sweeps();
    expect(sweep!.name).toBe(newSweep.name);
    expect(sweep!.spec).toBeUndefined();
    expect(() => requireSpec(sweep!)).toThrow(InputError);
    expect(() => requireSpec(sweep!)).toThrow(
      /^sweep:1 \(a\): its specification is damaged: .*`ranksweep restore` puts a backup in its place$/,
    );
    reader.close();
  },
);

it.each(['7', '{', '{"parts":{"grid":"x"}}', '{"parts":"x"}', '{"parts":{"grid":{"base":[]}}}'])(
  'counts the runs of a sweep that is not done, whose specification is %s',
  (text) => {
    const reader = tamperedStore(
      `UPDATE runs SET status = 'done', stop_reason = 'iteration-limit', iterations = length(?)`,
      'abc',
    );
    const other = new Database(reader.path);
    other.pragma('ignore_check_constraints = ON');
    other.prepare('UPDATE sweeps SET spec = ?').run(text);
    other.close();
    expect(reader.sweeps().map(({ runs }) => runs.done)).toEqual([2]);
    reader.close();
  },
);

it('has no versions of an attempt where what is stored is none', () => {
  const reader = tamperedStore('UPDATE attempts SET versions = ?', '"x"');
  expect(reader.attempts(1).map(({ versions }) => versions)).toEqual([undefined]);
  reader.close();
});
