/** The example of a search among few configurations, beside the whole grid that it saves. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { csvIn } from './support/answers.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/search/natural-rank.yaml', import.meta.url));
const BEST = `select cell_values, value from (
  select group_concat(name || '=' || cells.value order by name) as cell_values, final.value
  from cells join sweep_runs using (sweep_id, part, cell) join final using (run_id)
  where sweep_id = SWEEP and metric = 'test_mse' group by run_id) order by value limit 1`;

it('asha finds the best of natural-rank without most of the iterations', async () => {
  const folder = temporaryFolder();
  const row = (query: string): string => csvIn(folder, query).trimEnd().split('\n')[1]!;
  const done = async (...words: string[]): Promise<void> => {
    const { status, stderr } = await ranksweep(folder, words);
    expect(status, stderr).toBe(0);
  };
  await done('run', EXAMPLE, '--preset', 'digits');
  const found = row(BEST.replace('SWEEP', '1'));
  const iterations = Number(row('select sum(iterations) from runs'));
  // The same runs, which go on from where they were paused.
  await done('run', 'natural-rank', '--preset', 'digits', '--seeds', '0');
  const ofGrid = Number(row('select sum(iterations) from runs'));
  expect(row('select count(*) from runs')).toBe('9');
  expect(ofGrid).toBe(9 * 3000);
  // Two of nine go on at least, and a third one here, which led before a better one had come.
  expect(iterations).toBe(3 * 3000 + 6 * 105);
  expect(found).toBe(row(BEST.replace('SWEEP', '2')));
});
