import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '@ranksweep/core';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { requireKept, type EndedRun, type Store } from '../src/index.ts';
import { addRun, chunk, done, take, temporaryStore } from './support/fixtures.ts';

/** A store with a run that is done, with points at iterations 0 and 50. */
function withRun(): { store: Store; ended: EndedRun } {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  store.appendChunk(runId, attempt, chunk([0, 50], { a: [4, 5], b: [NaN, 6] }));
  store.finishRun(runId, attempt, done);
  return { store, ended: { runId, attempt, status: 'done' } };
}

it('finds what has been written, in the log or in the file', () => {
  const { store, ended } = withRun();
  requireKept(store.path, [ended]);
  store.close();
  requireKept(store.path, [ended]);
});

it('leaves alone a run that has been taken up again', () => {
  const { store, ended } = withRun();
  take(store, ended.runId, { from: ['done'] });
  requireKept(store.path, [ended]);
});

it.each([
  ['the run is deleted', 'DELETE FROM runs', 'run 1 is gone'],
  [
    'it is an earlier state',
    `UPDATE runs SET status = 'running'`,
    'run 1 is running after attempt 1, not done after attempt 1',
  ],
  [
    'the attempt is not there',
    'UPDATE runs SET attempts = 0',
    'run 1 is done after attempt 0, not done after attempt 1',
  ],
  ['a point is deleted', 'DELETE FROM points WHERE iteration = 50', 'run 1 has other points'],
  [
    'a point is changed',
    'UPDATE points SET value = 7 WHERE metric_id = 2 AND iteration = 50',
    'run 1 has other points',
  ],
  ['a point is added', 'INSERT INTO points VALUES (1, 1, 60, 7)', 'run 1 has other points'],
])('tells when %s', (_, sql, message) => {
  const { store, ended } = withRun();
  const client = new Database(store.path);
  client.exec(sql);
  client.close();
  const look = (): void => requireKept(store.path, [ended]);
  expect(look).toThrow(InputError);
  expect(look).toThrow(
    `expected 1 run in ${store.path} as they have ended, found 1 that are not (${message}`,
  );
  expect(look).toThrow(`npx ranksweep doctor --db ${store.path}`);
});

it('looks at the points of long runs too, and NaN is one', () => {
  const store = temporaryStore();
  const runId = addRun(store);
  const attempt = take(store, runId);
  const iterations = Array.from({ length: 6000 }, (_, i) => i);
  const values = iterations.map((i) => (i % 7 === 0 ? NaN : i));
  store.appendChunk(runId, attempt, chunk(iterations, { a: values, b: values }));
  store.finishRun(runId, attempt, done);
  const ended = { runId, attempt, status: 'done' } as const;
  requireKept(store.path, [ended]);
  const client = new Database(store.path);
  client.exec('UPDATE points SET value = 0.5 WHERE metric_id = 2 AND iteration = 5000');
  client.close();
  expect(() => requireKept(store.path, [ended])).toThrow('run 1 has other points');
});

it('tells when the file is damaged', () => {
  const { store, ended } = withRun();
  store.close();
  writeFileSync(store.path, readFileSync(store.path).fill(0xff, 4096));
  expect(() => requireKept(store.path, [ended])).toThrow('it is damaged');
});
