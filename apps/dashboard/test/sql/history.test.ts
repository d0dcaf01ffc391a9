import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { History, historyPath } from '../../src/views/sql/history.ts';
import { temporaryFolder } from '../support/stores.ts';

afterEach(() => vi.unstubAllEnvs());

describe('the history of queries', () => {
  it("stands in the user's state folder", () => {
    vi.stubEnv('XDG_STATE_HOME', '/state');
    expect(historyPath()).toBe('/state/ranksweep/sql-history');
    for (const ignored of ['', 'relative', undefined]) {
      vi.stubEnv('XDG_STATE_HOME', ignored);
      expect(historyPath()).toBe(join(homedir(), '.local/state/ranksweep/sql-history'));
    }
  });

  it('is kept for the user alone, from one time to the next', () => {
    const path = join(temporaryFolder(), 'state', 'ranksweep', 'sql-history');
    const history = new History(path);
    expect(history.entries).toEqual([]);
    for (const entry of ['a', 'b', 'a']) history.add(entry);
    expect(history.entries).toEqual(['b', 'a']);
    expect(new History(path).entries).toEqual(['b', 'a']);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it.skipIf(process.getuid?.() !== 0)('of a user without a home is not kept (root may be anyone)', () => {
    const module = new URL('../../src/views/sql/history.ts', import.meta.url).href;
    const script = `
      process.setuid(54321);
      const { History } = await import('${module}');
      const history = new History();
      history.add('a');
      console.log(history.entries);`;
    const words = ['--input-type=module', '--eval', script];
    const { stdout, stderr } = spawnSync(process.execPath, words, { env: {}, encoding: 'utf8' });
    expect(stdout, stderr).toBe("[ 'a' ]\n");
  });

  it('has 200 lines at most, the latest', () => {
    const path = join(temporaryFolder(), 'sql-history');
    const history = new History(path);
    for (let i = 0; i < 203; i++) history.add(`select ${i}`);
    expect(history.entries).toHaveLength(200);
    expect(readFileSync(path, 'utf8').split('\n')[0]).toBe('select 3');
  });

  it('keeps what another dashboard adds', () => {
    const path = join(temporaryFolder(), 'sql-history');
    const [one, other] = [new History(path), new History(path)];
    one.add('a');
    other.add('b');
    one.add('c');
    expect(new History(path).entries).toEqual(['a', 'b', 'c']);
  });

  it('keeps any text as it was', () => {
    const path = join(temporaryFolder(), 'sql-history');
    const text = fc.string({ unit: fc.constantFrom('\\', '\n', 'n', ' ', 'é'), minLength: 1 });
    fc.assert(
      fc.property(text, (entry) => {
        new History(path).add(entry);
        expect(new History(path).entries.at(-1)).toBe(entry);
      }),
    );
  });

  it('does without a file that cannot be read or written', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    mkdirSync(join(folder, 'folder'));
    for (const path of [join(folder, 'file', 'sql-history'), join(folder, 'folder')]) {
      const history = new History(path);
      history.add('a');
      expect(history.entries).toEqual(['a']);
    }
  });
});
