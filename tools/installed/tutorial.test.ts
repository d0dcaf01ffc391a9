/** docs/TUTORIAL.md as a reader follows it: its files are written and its commands typed, in the order of the page. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { command, type Ended } from './command.ts';
import { broughtNode, machinesNode } from './nodes.ts';

interface Block {
  readonly language: string;
  readonly text: string;
}

const page = readFileSync(new URL('../../docs/TUTORIAL.md', import.meta.url), 'utf8');
const blocks: Block[] = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, language, text]) => ({
  language: language!,
  text: text!,
}));

/** What the page calls the folder of the tarballs. */
const FOLDER = '/path/to/packed';
const packed = dirname(inject('tarballs')[0]!);

/** Its whole path: beside the Node that comes first in PATH may stand another Python. */
const pathOf = (python: string): string | undefined => {
  const script = 'import sys, numpy, pandas; print(sys.executable)';
  const { status, stdout } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
};
const python = pathOf('python3') ?? pathOf('/usr/bin/python3');

/** The name of a file of the page is in its first line, a comment. */
const fileName = (text: string): string => /^(?:#|\/\/) (\S+)$/m.exec(text)![1]!;

const words = (text: string): string[] => text.trim().split(/\s+/);

it('has all its blocks in languages that this test knows', () => {
  expect(new Set(blocks.map(({ language }) => language))).toEqual(
    new Set(['sh', 'python', 'yaml', 'ts', 'text']),
  );
  expect(page).toContain(FOLDER);
});

describe.skipIf(python === undefined).each([
  { name: "the machine's own", node: machinesNode },
  { name: 'the one that the workspace brings along', node: broughtNode },
])('on a Node that is $name (skipped where Python has no NumPy or pandas)', ({ node }) => {
  const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'ranksweep-tutorial-')));
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));

  const typed = (text: string): Promise<Ended> => {
    const script = `python3() { command '${python}' "$@"; }\n${text.replace(FOLDER, packed)}`;
    return command(['bash', '-e', '-c', script], { cwd, node });
  };

  let said = '';
  it.each(blocks.map(({ language, text }, place) => ({ place, language, text })))(
    'block $place ($language) does as the page says',
    async ({ language, text }) => {
      if (language === 'text') {
        expect(words(said).join(' ')).toContain(words(text).join(' '));
      } else if (language === 'sh') {
        const { status, stdout, stderr } = await typed(text);
        expect(status, stderr).toBe(0);
        said = stdout;
      } else {
        writeFileSync(join(cwd, fileName(text)), text);
      }
    },
  );

  it('leaves the files that the page names', () => {
    const named = [...page.matchAll(/`(results\/[^`]+)`/g)].map(([, path]) => path!);
    expect(named).toContain('results/figures/scale.png');
    expect(named.filter((path) => !existsSync(join(cwd, path)))).toEqual([]);
  });

  it('shows three components from small initializations, and more from large ones', async () => {
    const { stdout } = await typed(
      blocks.findLast(({ text }) => text.includes("kind = 'rise'"))!.text.trimEnd() + ' --format json',
    );
    const runs = JSON.parse(stdout) as { std: number; components: number }[];
    expect(runs).toHaveLength(12);
    for (const { std, components } of runs) {
      if (std <= 0.01) expect(components).toBe(3);
      else expect(components).toBeGreaterThan(5);
    }
  });
});
