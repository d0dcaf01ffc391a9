import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

/** A folder with the sweeps 1, `first`, and 2, `second`. */
function withSweeps(): string {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => {
    addDoneSweep(store, 'first', [0, 1]);
    addDoneSweep(store, 'second', [1]);
  });
  return folder;
}

describe('ranksweep tag', () => {
  it('gives tags, takes them, and tells those there are', async () => {
    const folder = withSweeps();
    const tag = async (...words: string[]): Promise<string> =>
      (await ranksweep(folder, ['tag', ...words])).stdout;
    expect(await tag('first')).toBe('sweep:1 (first): no tags\n');
    expect(await tag('first', 'draft', 'a/b')).toBe('sweep:1 (first): a/b, draft\n');
    expect(await tag('1', 'final', '--remove', 'draft', 'a/b')).toBe('sweep:1 (first): final\n');
    expect(await tag('first')).toBe('sweep:1 (first): final\n');
  });

  it('makes sweeps of a tag known to list, and one alone to all that ask for a sweep', async () => {
    const folder = withSweeps();
    await ranksweep(folder, ['tag', 'second', 'final']);
    const all = (await ranksweep(folder, ['list'])).stdout;
    expect(all).toMatch(/^sweep:1 +first +quick +done +2 done +2\d{3}-/m);
    expect(all).toMatch(/^sweep:2 +second +quick +done +1 done +final +2\d{3}-/m);
    const tagged = (await ranksweep(folder, ['list', 'final'])).stdout;
    expect(tagged).not.toContain('first');
    expect(tagged).toContain('second');
    expect((await ranksweep(folder, ['tag', 'final'])).stdout).toBe('sweep:2 (second): final\n');
  });

  it('refuses what is not there and what is no word, and changes nothing', async () => {
    const folder = withSweeps();
    await ranksweep(folder, ['tag', '1', 'final']);
    await ranksweep(folder, ['tag', '2', 'final']);
    const cases: [words: string[], message: string][] = [
      [['tag', 'frist', 'x'], "found 'frist'; did you mean first?"],
      [['tag', '7', 'x'], 'found sweep:7; its sweeps: sweep:2 (second), sweep:1 (first)'],
      [['tag', 'final', 'x'], "expected one sweep, found 2 for 'final': sweep:1 (first), sweep:2 (second)"],
      [['tag', '1', 'two words'], 'expected a word of at most 40'],
      [['tag', '1', 'x\u001b[31m'], String.raw`found "x\u001b[31m"`],
      [['tag', '1', 'y'.repeat(41)], 'expected a word of at most 40'],
      [['tag', '1', 'run:3'], 'expected a word that is no address, found run:3'],
      [['tag', '1', '2024'], 'expected a word that is no address, found 2024'],
      [['tag', '1', 'x', '--remove', 'x'], "expected 'x' to be added or removed, found both"],
      [['tag', '1', 'x', '--remove', 'finla'], 'did you mean final?'],
      [['list', 'finla'], 'did you mean final?'],
      [['tag', '1', 'x', '--db', 'none.db'], 'found no file at'],
    ];
    for (const [words, message] of cases) {
      const { status, stdout, stderr } = await ranksweep(folder, words);
      expect(stderr).toContain(message);
      expect([status, stdout]).toEqual([2, '']);
    }
    expect((await ranksweep(folder, ['tag', '1'])).stdout).toBe('sweep:1 (first): final\n');
    expect(existsSync(join(folder, 'none.db'))).toBe(false);
  });
});
