import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { query } from '@ranksweep/store';
import { describe, expect, it } from 'vitest';
import { take } from '../../../packages/store/test/support/fixtures.ts';
import { confirm } from '../src/confirm.ts';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { folderWithSweep, ranksweep, temporaryFolder } from './support/ranksweep.ts';

/** A folder with the sweeps 1, `first`, of the runs 1, 2 and 3, and 2, `second`, of the runs 3 and 4. */
function withSweeps(): string {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => {
    addDoneSweep(store, 'first', [0, 1, 2]);
    addDoneSweep(store, 'second', [2, 3]);
  });
  return folder;
}

const runIds = (folder: string): unknown[] =>
  query(join(folder, 'results/ranksweep.db'), 'SELECT id FROM runs').rows.flat();

describe('ranksweep delete', () => {
  it('deletes sweeps with their own runs, and says what goes and what stays', async () => {
    const folder = withSweeps();
    const { status, stdout } = await ranksweep(folder, ['delete', 'first', '--yes']);
    expect(stdout).toContain(
      'To be deleted: 1 sweep, sweep:1 (first), and 2 runs with 4 points, about 88 bytes.\n' +
        '1 run of them would stay, as other sweeps have them too.\nDeleted.\n',
    );
    expect(status).toBe(0);
    expect(runIds(folder)).toEqual([3, 4]);
  });

  it('deletes single runs, which the sweep runs again when asked for', async () => {
    const folder = folderWithSweep();
    const { stdout } = await ranksweep(folder, ['delete', 'run:2', '--yes', '--vacuum']);
    expect(stdout).toMatch(
      /^To be deleted: 1 run with \d+ points, about .*\.\nDeleted\.\nThe database has .* all of it in use\.\n$/,
    );
    expect(runIds(folder)).toEqual([1]);
    const again = await ranksweep(folder, ['run', 'small.yaml']);
    expect(again.stdout).toContain('1 done, 1 was there already');
  });

  it('refuses without a terminal or --yes, and what is not there or in use; nothing is changed', async () => {
    const folder = withSweeps();
    inDatabase(folder, (store) => {
      const { runId } = store.runsOfSweep(2)[1]!;
      store.cancelRuns([runId]);
      take(store, runId, { from: ['done'] });
    });
    const cases: [words: string[], message: string][] = [
      [['first'], "expected a terminal to ask 'Delete?' on, found none: --yes answers it"],
      [['frist', '--yes'], 'did you mean first?'],
      [['run:3,9,7..8', '--yes'], 'found run:9; its last one is run:4'],
      [
        ['run:3..', '--yes'],
        "delete: expected numbers such as 3,5..9, at most 1000000 of them, found 'run:3..'",
      ],
      [['second', '--yes'], `found run 4 in the hands of process ${process.pid}`],
      [['run:1,4', '--yes'], 'found run 4 in the hands of process'],
      [['--vacuum'], 'found run 4 in the hands of process'],
      [[], 'delete: expected sweeps or runs, such as sweep:3 or run:3,5..9, found none'],
      [['first', '--yes', '--db', 'none.db'], 'found no file at'],
    ];
    for (const [words, message] of cases) {
      const { status, stderr } = await ranksweep(folder, ['delete', ...words]);
      expect(stderr).toContain(message);
      expect(status).toBe(2);
    }
    expect(runIds(folder)).toEqual([1, 2, 3, 4]);
  });
});

describe('a question', () => {
  const answer = (text: string): Promise<boolean> => {
    const input = Object.assign(new PassThrough(), { isTTY: true });
    input.end(text);
    return confirm('Sure?', { input, output: new PassThrough() });
  };

  it('is answered by y or yes alone', async () => {
    expect(await Promise.all(['y\n', 'Yes\n', ' y \n'].map(answer))).toEqual([true, true, true]);
    expect(await Promise.all(['n\n', '\n', 'yep\n', ''].map(answer))).toEqual([false, false, false, false]);
  });
});
