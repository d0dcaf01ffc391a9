import { expect, it } from 'vitest';
import { folderWithSweep, ranksweep } from './support/ranksweep.ts';

it('shows what came of a sweep, and the definition of its name where it is asked for', async () => {
  const folder = folderWithSweep();
  expect((await ranksweep(folder, ['tag', 'sweep:1', 'rank-one'])).status).toBe(0);
  const sweep = await ranksweep(folder, ['show', 'rank-one']);
  expect(sweep.stdout).toMatch(/^sweep:1 /);
  expect(sweep.stdout).toMatch(/\nIts definition: npx ranksweep show rank-one --definition\n$/);
  expect(sweep.stdout).not.toContain('Part ');
  const definition = await ranksweep(folder, ['show', 'rank-one', '--definition']);
  expect(definition.stdout).toMatch(/^rank-one: /);
  expect(definition.stdout).not.toContain('sweep:1');
  const unknown = await ranksweep(folder, ['show', 'rank-ome', '--definition']);
  expect(unknown.stderr).toContain(
    "show --definition: expected a definition, found 'rank-ome'; did you mean rank-one?\n(ranksweep show --help",
  );
  expect(unknown.status).toBe(2);
});
