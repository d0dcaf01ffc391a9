import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { finding, missing } from '@ranksweep/text/finding';
import { contents, newSweep, take } from '../../../packages/store/test/support/fixtures.ts';
import { engineFinding } from '../src/doctor/engines.ts';
import { cpuFeatures, memoryFinding, nodeFinding } from '../src/doctor/machine.ts';
import { existingFolder, fileSystemFinding, spaceFinding, writableFinding } from '../src/doctor/place.ts';
import { addDoneSweep, inDatabase } from './support/database.ts';
import { folderWithSweep, ranksweep, temporaryFolder } from './support/ranksweep.ts';

/** What each check says, by its name; the machine's own lines depend on the machine. */
async function doctor(folder: string): Promise<{ status: number | null; lines: Record<string, string> }> {
  const { status, stdout, stderr } = await ranksweep(folder, ['doctor']);
  expect(stderr.replaceAll(/^checking .*\n/gm, '')).toBe(''); // A slow machine is told what is checked.
  const lines = stdout.trimEnd().split('\n');
  for (const line of lines) expect(line).toMatch(/^(ok {3}|none |to do) {2}[\w -]+: \S/);
  return {
    status,
    lines: Object.fromEntries(
      lines.map((line) => [
        line.slice(7, line.indexOf(':')),
        `${line.slice(0, 5).trim()}${line.slice(line.indexOf(':'))}`,
      ]),
    ),
  };
}

const allOk = (lines: Record<string, string>): boolean =>
  Object.values(lines).every((line) => !line.startsWith('to do:'));

describe('ranksweep doctor', () => {
  it('says that a database will be created, and leaves nothing behind', async () => {
    const folder = temporaryFolder();
    const { status, lines } = await doctor(folder);
    expect(lines.database).toBe('ok: none at results/ranksweep.db yet: it will be created');
    for (const what of [
      'ranksweep',
      'commit',
      'Node',
      'CPU',
      'kernels',
      'engine wasm',
      'engine reference',
      'folder',
      'locking',
    ]) {
      expect(lines[what]).toMatch(/^ok: /);
    }
    expect(Object.keys(lines)).toEqual(expect.arrayContaining(['cores', 'file system', 'disk', 'fsync']));
    expect(status).toBe(allOk(lines) ? 0 : 1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('looks at a sound database, and changes nothing', async () => {
    const folder = folderWithSweep();
    const before = contents(folder);
    const { status, lines } = await doctor(folder);
    expect(lines).toMatchObject({
      database: expect.stringMatching(/^ok: .*results\/ranksweep\.db, \d+ kB, schema version \d+$/),
      runs: 'ok: 2 done',
      processes: 'ok: every running run has a living process',
      holes: 'ok: no sweep lacks a run',
      soundness: 'ok: integrity_check finds nothing, and all rows are what was written',
    });
    expect(status).toBe(allOk(lines) ? 0 : 1);
    expect(contents(folder)).toEqual(before);
  });

  it('tells runs whose process has ended, and holes, but not of what a living process is at', async () => {
    const folder = folderWithSweep();
    await ranksweep(folder, ['delete', 'run:1', '--yes']);
    inDatabase(folder, (store) => take(store, 2, { from: ['done'], leaseMs: -1 }));
    const left = await doctor(folder);
    expect(left.lines.processes).toBe(
      'to do: 1 run (2) left running by a process that has ended: the next ranksweep run takes them over',
    );
    expect(left.lines.holes).toMatch(/^to do: 2 runs of sweep:1 \(small\) to be computed: ranksweep fill/);
    expect(left.status).toBe(1);
    inDatabase(folder, (store) => {
      const { name, definition, preset, spec, specHash } = store.sweep(1)!;
      store.upsertSweep({ name, definition, preset, spec, specHash });
      take(store, 2);
    });
    const taken = await doctor(folder);
    expect(taken.lines.processes).toBe('ok: every running run has a living process');
    expect(taken.lines.holes).toBe('ok: no sweep lacks a run');
  });

  it('shows what a database has in it, and lets it not act on the terminal', async () => {
    const folder = temporaryFolder();
    inDatabase(folder, (store) => store.upsertSweep({ ...newSweep, name: 'x\u001b[2J' }));
    const { stdout } = await ranksweep(folder, ['doctor']);
    expect(stdout).toContain(String.raw`sweep:1 (x\u001b[2J): expected a specification with parts`);
    expect(stdout).not.toContain('\u001b');
  });

  it('tells what is wrong with a database', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'results/ranksweep.db');
    inDatabase(folder, (store) => addDoneSweep(store, 'first', [0, 1]));
    const client = new Database(path);
    const root = client
      .prepare(`SELECT rootpage FROM sqlite_schema WHERE name = 'finals'`)
      .pluck()
      .get() as number;
    client.exec('PRAGMA foreign_keys = OFF; DELETE FROM runs WHERE id = 2');
    client.close();
    const dangling = await doctor(folder);
    expect(dangling.lines.soundness).toMatch(/^to do: rows of runs or sweeps that are gone \(.*2 of points/);
    expect(dangling.status).toBe(1);
    const bytes = readFileSync(path);
    bytes.fill(0xff, (root - 1) * 4096, root * 4096);
    writeFileSync(path, bytes);
    const damaged = await doctor(folder);
    expect(damaged.lines.soundness).toMatch(/^to do: /);
    writeFileSync(path, 'not a database at all');
    const other = await doctor(folder);
    expect(other.lines.database).toMatch(/^to do: expected an SQLite database/);
    expect(other.status).toBe(1);
  });
});

describe('a check', () => {
  it('of file systems warns of those without sure locks, or that do not last', () => {
    const said = (type: number): string => {
      const { isOk, text } = fileSystemFinding('/', type);
      return isOk ? `ok: ${text}` : text;
    };
    expect([0xef53, 0x58465342, 0x123].map(said)).toEqual(['ok: ext4', 'ok: XFS', 'ok: of type 0x123']);
    expect(said(0x6969)).toContain('NFS, on which locks may fail');
    expect(said(0xff534d42)).toContain('CIFS');
    expect(said(0x65735546)).toContain('FUSE');
    expect(said(0x794c7630)).toContain('overlay');
  });

  it('of room wants half a gigabyte and a tenth of the database', () => {
    const isOk = (bytes: number, files: number | undefined, databaseBytes: number): boolean =>
      spaceFinding({ bytes, files }, databaseBytes).isOk;
    expect([isOk(500e6, 1000, 0), isOk(499e6, 1000, 0), isOk(600e6, undefined, 1e9)]).toEqual([
      true,
      false,
      true,
    ]);
    expect([isOk(599e6, undefined, 1e9), isOk(1e9, 999, 0)]).toEqual([false, false]);
  });

  it('of memory tells how many lanes there is room for', () => {
    expect(memoryFinding({ cores: 8, freeBytes: 8 * 140e6 }).isOk).toBe(true);
    expect(memoryFinding({ cores: 8, freeBytes: 3.5 * 140e6 }).text).toContain('there will be 3 lanes');
    expect(memoryFinding({ cores: 8, freeBytes: 1 }).text).toContain('there will be 1 lane');
  });

  it('of the CPU reads the features of x86 and of ARM', () => {
    expect(cpuFeatures('model name\t: x\nflags\t\t: fpu sse4_1 fma avx2\n')).toEqual([
      'sse4_1',
      'avx2',
      'fma',
    ]);
    expect(cpuFeatures('Features\t: fp asimd evtstrm\n')).toEqual(['asimd']);
    expect(cpuFeatures(undefined)).toEqual([]);
  });

  it('of Node wants 24', () => {
    expect([nodeFinding('24.0.0').isOk, nodeFinding('26.1.0').isOk, nodeFinding('22.9.0').isOk]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('of engines lets fused multiply-add be missing', () => {
    const unusable = 'this CPU does not fuse';
    expect(engineFinding('wasm-fma', { devices: [], unusable }, true)).toEqual(
      missing('engine wasm-fma', unusable),
    );
    expect(engineFinding('wasm', { devices: [], unusable }, false).isOk).toBe(false);
    const card = { id: 'gpu:0', name: 'Card', kind: 'gpu', memoryBytes: 1 } as const;
    const broken = engineFinding('x', { devices: [{ ...card, unusable: 'no driver' }] }, false);
    expect(broken).toMatchObject({ isOk: false, text: 'no driver' });
    const driven = engineFinding('x', { devices: [{ ...card, driver: 'Driver 1' }] }, false);
    expect(driven).toMatchObject({ isOk: true, text: 'gpu:0 (Card, Driver 1)' });
  });

  it('that breaks is a finding', async () => {
    const broken = await finding('x', () => {
      throw new Error('why');
    });
    expect(broken).toEqual({ what: 'x', isOk: false, text: 'why' });
  });

  it.skipIf(process.getuid?.() === 0)(
    'of a folder that cannot be written (root may write everywhere)',
    () => {
      const folder = temporaryFolder();
      chmodSync(folder, 0o500);
      expect(writableFinding(existingFolder(join(folder, 'results/x.db')))).toMatchObject({ isOk: false });
    },
  );
});
