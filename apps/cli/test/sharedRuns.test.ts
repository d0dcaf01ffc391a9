/** Sweeps share runs: each shows of them what it asked for, however far another had them go on. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ranksweep, smallDefinition, temporaryFolder } from './support/ranksweep.ts';

const TABLES = ['points', 'finals'] as const;

it('shows, draws and exports what a sweep asked for when its runs have gone on', async () => {
  const folder = temporaryFolder();
  const definition = smallDefinition(folder);
  const printed = async (...words: string[]): Promise<string> => {
    const { status, stdout, stderr } = await ranksweep(folder, words);
    expect(status, stderr).toBe(0);
    return stdout;
  };
  const figure = (): string => readFileSync(join(folder, 'results/figures/small-1.svg'), 'utf8');
  const exported = (): Promise<string[]> =>
    Promise.all(
      TABLES.map((table) => printed('export', 'sweep:1', '--format', 'csv', '--table', table, '--out', '-')),
    );

  await printed('run', definition);
  const [shown, drawn, tables] = [await printed('show', 'sweep:1'), figure(), await exported()];
  expect(shown).not.toContain('go on beyond');

  await printed('run', definition, 'stop.maxIterations=400');
  const note = '2 runs go on beyond what this sweep asks for (stop.maxIterations 100): shown up to there.';
  expect(await printed('show', 'sweep:1')).toBe(`${shown}\n${note}\n`);
  expect(await printed('show', 'sweep:2')).toMatch(/iteration-limit +400 /);
  expect(await exported()).toEqual(tables);
  await printed('plot', 'sweep:1');
  expect(figure()).toBe(drawn);

  expect(await printed('run', definition)).toContain(
    'Nothing to run: all 2 runs are in the database already; 2 of them go on beyond what this sweep asks for ' +
      '(stop.maxIterations 100): shown up to there.',
  );
  expect(figure()).toBe(drawn);
});
