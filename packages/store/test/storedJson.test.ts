import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { openStore } from '../src/index.ts';
import { addRun, take, temporaryStore } from './support/fixtures.ts';

/** What a reader says of a store, its checks against text that is no JSON passed by. */
function refusal(sql: string, text: string): string {
  const store = temporaryStore();
  take(store, addRun(store));
  const other = new Database(store.path);
  other.pragma('ignore_check_constraints = ON');
  other.prepare(sql).run(text);
  other.close();
  const reader = openStore(store.path, { readOnly: true });
  const readings = [
    () => reader.run(1),
    () => reader.runsOfSweep(1),
    () => reader.sweeps(),
    () => reader.attempts(1),
  ];
  const messages = readings.flatMap((reading) => {
    try {
      reading();
      return [];
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      return [(error as Error).message.replace(`${store.path}: `, '')];
    }
  });
  reader.close();
  return messages[0] ?? 'none';
}

const configs = 'UPDATE runs SET config = ?';

it.each([
  [configs, '{', 'the configuration of run 1, found text that is none: "{"'],
  [configs, '[1]', 'the configuration of run 1, found [1]'],
  [configs, 'null', 'the configuration of run 1, found null'],
  [configs, '{"init": {"std": 1e999}}', 'the configuration of run 1, found a group of the keys init'],
  [
    configs,
    `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    'the configuration of run 1, found a group of the keys a',
  ],
  [configs, String.raw`{"model": "\ud800"}`, 'the configuration of run 1, found a group of the keys model'],
  [configs, String.raw`{"\udc00": 1}`, 'the configuration of run 1, found a group'],
  [configs, '\u0000', 'the configuration of run 1, found text that is none: "\\u0000"'],
  ['UPDATE sweeps SET spec = ?', '7', 'the specification of sweep 1, found 7'],
  ['UPDATE attempts SET versions = ?', '"x"', 'the versions of an attempt at run 1, found "x"'],
])('tells of other JSON: %s %#', (sql, text, part) => {
  const message = refusal(sql, text);
  expect(message).toContain(`expected JSON of a group of keys in ${part}`);
  expect(message).toContain('restore a backup');
});

it('takes any group of keys', () => {
  expect(refusal(configs, '{"__proto__": {"a": 1}, "constructor": -0}')).toBe('none');
});
