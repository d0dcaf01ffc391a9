/** Completion in the shells themselves, as far as they are installed, and what they are answered. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expect, it, describe } from 'vitest';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { ranksweep, ranksweepBin, temporaryFolder } from './support/ranksweep.ts';
import { hasTmux, terminal } from './support/terminal.ts';

const hasShell = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0;

interface Place {
  readonly folder: string;
  /** With the program on it. */
  readonly path: string;
}

/** A folder with two sweeps of one name, a tag, and a definition; in `one.db` is a single sweep. */
function place(): Place {
  const folder = temporaryFolder();
  inDatabase(folder, (store) => {
    addDoneSweep(store, 'alpha', [0]);
    store.upsertSweep({ name: 'alpha', definition: 'alpha', preset: 'x', spec: {}, specHash: 'other' });
    store.changeTags(1, { add: ['final'] });
  });
  inDatabase(folder, (store) => addDoneSweep(store, 'beta', [0]), 'one.db');
  writeFileSync(join(folder, 'mine.yaml'), '');
  mkdirSync(join(folder, 'bin'));
  symlinkSync(ranksweepBin, join(folder, 'bin', 'ranksweep'));
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter);
  return { folder, path };
}

/** What is typed, and the line that it becomes. */
const LINES = [
  ['ranksweep sh', 'ranksweep show'],
  ['ranksweep show --db one.db sw', 'ranksweep show --db one.db sweep:1'],
  ['ranksweep show --db one.db sweep:', 'ranksweep show --db one.db sweep:1'],
  ['ranksweep list alpha@', 'ranksweep list alpha@2'],
  ['ranksweep plot alpha --metric=tr', 'ranksweep plot alpha --metric=train_loss'],
  ['ranksweep run mi', 'ranksweep run mine.yaml'],
  ['ranksweep export alpha --format pa', 'ranksweep export alpha --format parquet'],
] as const;

/** Startup of shells without the files of whoever runs the tests. */
const SHELLS = {
  bash: 'bash --norc --noprofile',
  zsh: 'zsh -f',
} as const;

describe.each(Object.entries(SHELLS))('%s', (shell, command) => {
  it.skipIf(!hasTmux || !hasShell(shell))(
    'completes what is typed (skipped without tmux and the shell)',
    async () => {
      const { folder, path } = place();
      const { press, shows } = terminal(
        folder,
        shell,
        `env PS1='> ' PROMPT='> ' HOME=${folder} PATH='${path}' ${command}`,
      );
      await shows(/^>$/m);
      const begin = shell === 'zsh' ? 'autoload -Uz compinit && compinit -D; ' : '';
      press(`${begin}source <(ranksweep completion ${shell}); echo is "there"`, 'Enter');
      await shows(/^is there$/m);
      for (const [typed, completed] of LINES) {
        press('C-u', typed, 'Tab');
        await shows(new RegExp(`^> ${completed}\\s*$`, 'm'));
      }
    },
  );
});

it.skipIf(!hasShell('fish'))('fish completes what is typed (skipped without fish)', () => {
  const { folder, path } = place();
  const asked = LINES.map(([typed]) => `complete --do-complete '${typed}'; echo`).join('; ');
  const { stdout } = spawnSync(
    'fish',
    ['--no-config', '-c', `ranksweep completion fish | source; ${asked}`],
    {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, HOME: folder, PATH: path },
    },
  );
  const words = stdout.split('\n\n').map((answer) => answer.split('\t')[0]!.trim());
  expect(words.slice(0, LINES.length)).toEqual(LINES.map(([, completed]) => completed.split(' ').at(-1)));
});

describe('the words that shells are answered', () => {
  const answer = async (folder: string, line: readonly string[]): Promise<string[]> =>
    (await ranksweep(folder, ['complete', '--', ...line])).stdout.split('\n').slice(0, -1);

  it('are what the place in the line takes', async () => {
    const { folder } = place();
    expect(await answer(folder, ['show', 'a'])).toEqual(['alpha\tsweep:2', 'alpha@2\tsweep:1 final']);
    expect(await answer(folder, ['tag', 'sweep:1', 'fi'])).toEqual(['final\t']);
    expect(await answer(folder, ['export', '--table', ''])).toEqual([
      'points\t',
      'finals\t',
      'events\t',
      'runs\t',
    ]);
    expect(await answer(folder, ['run', '--dry-run', 'tensor-rank'])).toEqual([
      'tensor-rank\tdefinition',
      'tensor-rank-variants\tdefinition',
      ':files',
    ]);
    expect(await answer(folder, ['run', 'dynamics', 'tensor'])).toEqual([]);
    expect(await answer(folder, ['list', '--j'])).toEqual([
      '--json\tprint one JSON document; docs/JSON.md has its keys',
    ]);
    expect(await answer(folder, ['cancel', 'run:'])).toEqual(['run:1\t']);
    expect(await answer(folder, ['backup', ''])).toEqual([':files']);
    expect(await answer(folder, ['data', 'g'])).toEqual([
      'get\tdownload a set into your data folder, checked by its SHA-256',
    ]);
    expect(await answer(folder, ['data', 'get', ''])).toEqual([
      'mnist\tMNIST: handwritten digits',
      'fashion-mnist\tFashion-MNIST: articles of clothing',
      'cifar-10\tCIFAR-10: photographs of ten kinds of things',
    ]);
    expect(await answer(folder, ['data', 'show', 'd'])).toEqual([
      'digits\tDigits: handwritten digits of 8 x 8 pixels',
      ':files',
    ]);
    expect(await answer(folder, ['data', 'show', '--with', ''])).toEqual([':files']);
    expect(await answer(folder, ['data', 'show', 'digits', '--randomize', 'l'])).toEqual(['labels\t']);
  });

  it('are none of a database that is none', async () => {
    const { folder } = place();
    expect(await answer(folder, ['list', '--db', 'mine.yaml', ''])).toEqual([]);
    expect(await answer(folder, ['list', '--db', 'none.db', ''])).toEqual([]);
  });
});
