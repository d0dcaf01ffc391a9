import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryBeside } from '../src/index.ts';
import { temporaryFolder } from './support/temporaryFolder.ts';

/** A process that writes a file which is to become `path`, and the temporary one's name. */
async function startWriting(path: string): Promise<{ process: ChildProcess; name: string }> {
  const child = fileURLToPath(new URL('./children/temporary.ts', import.meta.url));
  const started = spawn(process.execPath, [child, path], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void started.kill('SIGKILL'));
  const [line] = (await once(createInterface(started.stdout), 'line')) as [string];
  return { process: started, name: basename(line) };
}

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
    await startWriting(join(folder, 'a.db')),
    await startWriting(join(folder, 'a.db')),
  ];
  const [left, going] = [killed.name, living.name];
  const gone = once(killed.process, 'exit');
  killed.process.kill('SIGKILL');
  await gone;
  const other = '0123456789';
  const kept = [
    going,
    `${going}-journal`,
    `${going}-wal`,
    changed(left, { machine: other }),
    changed(left, { container: other }),
    changed(left, { machine: other, boot: other }),
    '.a.db.123.tmp',
    `${left}.txt`,
    `x${left}`,
  ];
  const removed = [
    left,
    `${left}-journal`,
    `${left}-wal`,
    `${left}-shm`,
    changed(going, { boot: other }), // from before the machine was started anew
    changed(going, { start: 1 }), // of an earlier process of that number
  ];
  for (const name of [...kept, ...removed]) writeFileSync(join(folder, name), '');
  temporaryBeside(join(folder, 'b.db'));
  expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
});
