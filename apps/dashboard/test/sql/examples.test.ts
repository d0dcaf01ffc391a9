import { readFileSync } from 'node:fs';
import { query } from '@ranksweep/store';
import { expect, it } from 'vitest';
import { examples } from '../../src/views/sql/examples.ts';
import { addSweep, finish, temporaryStore } from '../support/stores.ts';

const unspaced = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll(/ ?([()]) ?/g, '$1');

it('stand in docs/SQL.md under their questions', () => {
  const page = readFileSync(new URL('../../../../docs/SQL.md', import.meta.url), 'utf8');
  for (const { question, sql } of examples) {
    const [, after] = page.split(`\n${question}\n`);
    const [block] = /(?<=```sql\n)[^`]+(?=```)/.exec(after ?? '') ?? [''];
    expect(unspaced(block).trim()).toBe(unspaced(sql));
  }
});

it('run, and are of one line', () => {
  const store = temporaryStore();
  const { runIds } = addSweep(store, 'a', [0.1, 0.01], 2);
  for (const runId of runIds) finish(store, runId);
  for (const { sql } of examples) {
    expect(query(store.path, sql).columns.length).toBeGreaterThan(0);
    expect(sql).not.toContain('\n');
  }
});
