/** The definition that docs/DATA.md shows fits images of one's own. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expandSweep, loadDefinition, resolveFiles } from '@ranksweep/sweep';
import { getPath } from '@ranksweep/core';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/machine/test/support/temporaryFolder.ts';

const page = readFileSync(new URL('../../docs/DATA.md', import.meta.url), 'utf8');

it('shows a definition that finds the images beside it', async () => {
  const folder = temporaryFolder();
  const [, yaml] = /```yaml\n(.*?)```/s.exec(page)!;
  writeFileSync(join(folder, 'my-images.yaml'), yaml!);
  cpSync(new URL('../../packages/data/src/digits', import.meta.url), join(folder, 'images'), {
    recursive: true,
  });
  const definition = await loadDefinition(join(folder, 'my-images.yaml'), []);
  const { runs } = await resolveFiles(expandSweep(definition));
  expect(runs).toHaveLength(9);
  for (const { config } of runs) expect(getPath(config, 'task.size')).toEqual([8, 8]);
});
