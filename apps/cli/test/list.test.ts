import { describe, expect, it } from 'vitest';
import { inDatabase } from './support/database.ts';
import { ranksweep, ranksweepAfter, temporaryFolder } from './support/ranksweep.ts';
import { newSweep } from '../../../packages/store/test/support/fixtures.ts';

/** A folder with the sweeps 1 and 3, `first`, and 2, `second`, which has the tag `final`. */
function withSweeps(): string {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => {
    for (const [i, name] of ['first', 'second', 'first'].entries()) {
      store.upsertSweep({ ...newSweep, name, specHash: String(i) });
    }
    store.changeTags(2, { add: ['final'] });
  });
  return folder;
}

/** Number and name of each sweep, in the order of the list. */
const listed = (text: string): string[] =>
  [...text.matchAll(/^(sweep:\d+) +(\S+)/gm)].map(([, number, name]) => `${number} ${name}`);

describe('ranksweep list', () => {
  it('names every sweep as it can be asked for, the newest last, and says so', async () => {
    const folder = withSweeps();
    const { stdout } = await ranksweep(folder, ['list']);
    expect(listed(stdout)).toEqual(['sweep:1 first@2', 'sweep:2 second', 'sweep:3 first']);
    expect(stdout).toMatch(
      /^Every command takes a sweep by number, name or tag, such as sweep:3, first, first@2\.$/m,
    );
    for (const address of ['sweep:1', 'first@2']) {
      expect((await ranksweep(folder, ['tag', address])).stdout).toBe('sweep:1 (first): no tags\n');
    }
  });

  it('tells when a sweep began by the clock of the place', async () => {
    const folder = withSweeps();
    const [from] = inDatabase(folder, (store) => store.sweeps().map(({ createdAt }) => createdAt));
    const there = new Date(Date.parse(from!) + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
    const { stdout } = await ranksweepAfter('TZ=Asia/Tokyo', folder, ['list', 'sweep:1']);
    expect(stdout).toMatch(new RegExp(`^sweep:1 .* ${there}$`, 'm'));
  });

  it.each([
    [['first'], ['sweep:1 first@2', 'sweep:3 first']],
    [['final'], ['sweep:2 second']],
    [
      ['tag:final', '3'],
      ['sweep:2 second', 'sweep:3 first'],
    ],
    [['first@2'], ['sweep:1 first@2']],
    [['sweep:2..3'], ['sweep:2 second', 'sweep:3 first']],
  ])('%j lists these alone, without definitions', async (addresses, expected) => {
    const { stdout } = await ranksweep(withSweeps(), ['list', ...addresses]);
    expect(listed(stdout)).toEqual(expected);
    expect(stdout).not.toContain('dynamics');
  });

  it.each([
    [['frist'], "list: expected a sweep in PATH, found 'frist'; did you mean first?"],
    [['run:1'], 'found run:1; it has no runs'],
    [['first@3'], 'first has 2 sweeps: first@1 (sweep:3), first@2 (sweep:1)'],
    [['first', '--db', 'none.db'], 'found no file at'],
  ])('refuses %j', async (words, message) => {
    const { status, stdout, stderr } = await ranksweep(withSweeps(), ['list', ...words]);
    expect(stderr.replace(/\/\S+\/ranksweep\.db/, 'PATH')).toContain(message);
    expect([status, stdout]).toEqual([2, '']);
  });
});
