/** docs/DEFINITIONS.md is what the schemas say. */
import { readFileSync } from 'node:fs';
import { loadDefinition } from '@ranksweep/sweep';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/machine/test/support/temporaryFolder.ts';
import { definitionsPage, PAGE } from './definitionsPage.ts';

const page = readFileSync(PAGE, 'utf8');

it('is up to date (npm run definitions-page writes it)', async () => {
  expect(page).toBe(await definitionsPage());
});

it('links to headings that it has', () => {
  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  const linked = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor!);
  expect(linked.length).toBeGreaterThan(10);
  expect(linked.filter((anchor) => !anchors.includes(anchor))).toEqual([]);
});

it('shows an example that is a definition', async () => {
  const [, yaml] = /```yaml\n(.*?)```/s.exec(page)!;
  const path = join(temporaryFolder(), 'example.yaml');
  writeFileSync(path, yaml!);
  expect(Object.keys((await loadDefinition(path, [])).presets)).toEqual(['default']);
});
