import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryBeside } from '../src/index.ts';
import { killHard, startChild } from './support/children.ts';
import { temporaryFolder } from './support/fixtures.ts';

/** Of the name's parts, those that tell the writer. */
const PARTS = ['pid', 'start', 'container', 'boot', 'machine'] as const;

/** A name with other parts. */
function changed(name: string, changes: Partial<Record<(typeof PARTS)[number], string | number>>): string {
  const [start, hash, ...parts] = name.slice(0, -'.tmp'.length).split('-');
  return `${[start, hash, ...PARTS.map((part, i) => changes[part] ?? parts[i])].join('-')}.tmp`;
}

it('is in the folder of what it is to become, under a name of one length', () => {
  const paths = ['a.db', `${'long'.repeat(50)}.db`].map((name) => temporaryBeside(`/nowhere/${name}`));
  expect(new Set(paths).size).toBe(2);
  for (const path of paths) {
    expect(dirname(path)).toBe('/nowhere');
    expect(basename(path)).toMatch(/^\..{50,100}$/);
  }
});

it('removes what killed processes have left, and nothing else', async () => {
  const folder = temporaryFolder();
  const [killed, living] = [
    startChild('temporary.ts', join(folder, 'a.db')),
    startChild('temporary.ts', join(folder, 'a.db')),
  ];
  const left = basename(await killed.firstLine);
  const going = basename(await living.firstLine);
  await killHard(killed);
  const other = '0123456789';
  const kept = [
    going,
    `${going}-journal`,
    changed(left, { machine: other }),
    changed(left, { container: other }),
    changed(left, { machine: other, boot: other }),
    '.a.db.123.tmp',
    `${left}.txt`,
    `x${left}`,
  ];
  const gone = [
    left,
    `${left}-journal`,
    changed(going, { boot: other }), // from before the machine was started anew
    changed(going, { start: 1 }), // of an earlier process of that number
  ];
  for (const name of [...kept, ...gone]) writeFileSync(join(folder, name), '');
  temporaryBeside(join(folder, 'b.db'));
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
});
