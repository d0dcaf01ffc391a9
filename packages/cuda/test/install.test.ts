/** Installations that fail leave nothing half made. check-tensorflow makes a real one. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cudaFolder, install, planInstallation, type Plan } from '@ranksweep/cuda';
import { WHEELS, type Wheel } from '../src/get/wheels.ts';
import { requirePlatform } from '../src/install/platform.ts';
import { serve } from '../../download/test/support/serve.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { writeFiles, writeSitePackages } from './support/sitePackages.ts';

const signal = new AbortController().signal;
const isSupported = process.platform === 'linux' && process.arch === 'x64';

/** An index with one wheel, whose content may be another than is expected of it. */
async function indexOf(sent: Buffer, expected: Buffer = sent): Promise<{ url: string; wheel: Wheel }> {
  const filename = 'small-1.0-py3-none-any.whl';
  const url = await serve((request, response) => {
    if (request.url === `/${filename}`) return void response.end(sent);
    response.setHeader('content-type', 'text/html');
    response.end(`<a href="/${filename}">${filename}</a>`);
  });
  const sha256 = createHash('sha256').update(expected).digest('hex');
  return { url, wheel: { project: 'small', filename, bytes: expected.length, sha256, unpackedBytes: 1 } };
}

const planOf = (root: string, wheels: readonly Wheel[]): Plan => ({
  source: { kind: 'download', wheels },
  compiler: { program: 'g++', version: 'g++' },
  root,
  downloadBytes: 0,
  diskBytes: 0,
  lastingBytes: 0,
  freeBytes: 0,
});

/** A disk of one megabyte. */
function smallDisk(): string | undefined {
  const folder = temporaryFolder();
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'ranksweep-test', folder], { stdio: 'ignore' });
  } catch {
    return undefined; // Only root may.
  }
  onTestFinished(() => void execFileSync('umount', ['--lazy', folder]));
  return folder;
}

describe('an installation that fails', () => {
  it.each([
    ['for a wheel of another content', Buffer.from('other'), /SHA-256/],
    ['for a damaged wheel', Buffer.from('no wheel'), /expected a sound wheel/],
  ])('%s keeps what was there', async (_, expected, message) => {
    const { url, wheel } = await indexOf(Buffer.from('no wheel'), expected);
    const root = temporaryFolder();
    mkdirSync(join(root, 'earlier'));
    const env = { ...process.env, PIP_INDEX_URL: url };
    const failed = install(planOf(root, [{ ...wheel, bytes: 8 }]), { signal, env });
    await expect(failed).rejects.toThrow(message);
    expect(readdirSync(root).sort()).toEqual(['.downloads', 'earlier']);
  });

  it('for a full disk says what to do, and lets what has come be', async (context) => {
    const root = smallDisk();
    if (root === undefined) return context.skip();
    const { url, wheel } = await indexOf(Buffer.alloc(3_000_000));
    const env = { ...process.env, PIP_INDEX_URL: url };
    await expect(install(planOf(root, [wheel]), { signal, env })).rejects.toThrow(
      `${root}: expected room on the disk, found none left: make room, or name a folder on another disk in RANKSWEEP_CUDA`,
    );
    expect(readdirSync(root)).toEqual(['.downloads']);
  });

  it('because the user stops it lets what has come be', async () => {
    const stop = new AbortController();
    const { url, wheel } = await indexOf(Buffer.alloc(3_000_000));
    const root = temporaryFolder();
    const env = { ...process.env, PIP_INDEX_URL: url };
    const stopped = install(planOf(root, [wheel]), {
      signal: stop.signal,
      env,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(stopped).rejects.toThrow('stopped');
    expect(readdirSync(join(root, '.downloads'))).toEqual([`${wheel.filename}.part`]);
  });
});

describe.skipIf(!isSupported)('before anything is downloaded', () => {
  it('too small a disk is told', async (context) => {
    const root = smallDisk();
    if (root === undefined) return context.skip();
    const env = { ...process.env, RANKSWEEP_CUDA: root };
    await expect(planInstallation({ flavor: 'cpu', download: true, env, signal })).rejects.toThrow(
      /: expected 1\.4 GB of free disk, found 1\.0 MB: make room, or name a folder on another disk in RANKSWEEP_CUDA$/,
    );
  });

  it('a TensorFlow without CUDA is refused, unless it is for the processor', async () => {
    const from = writeSitePackages(temporaryFolder(), { isCuda: false, nvidia: [] });
    const env = { ...process.env, RANKSWEEP_CUDA: join(temporaryFolder(), 'root') };
    await expect(planInstallation({ flavor: 'cuda', from, env, signal })).rejects.toThrow(
      /expected TensorFlow with CUDA, found that TensorFlow 2\.21\.0 was made without it .*; --cpu takes it/,
    );
    const plan = await planInstallation({ flavor: 'cpu', from, env, signal });
    expect(plan).toMatchObject({ source: { kind: 'found', site: { sitePackages: from } }, downloadBytes: 0 });
    expect(existsSync(cudaFolder(env))).toBe(false);
  });

  it('sizes are told, less what has come already', async () => {
    const root = temporaryFolder();
    const env = { ...process.env, RANKSWEEP_CUDA: root };
    const sizes = async (): Promise<Plan> => planInstallation({ flavor: 'cpu', download: true, env, signal });
    const [{ filename, bytes, unpackedBytes }] = WHEELS.cpu as [Wheel];
    const before = await sizes();
    expect(before.downloadBytes).toBe(bytes);
    expect(before.lastingBytes).toBeGreaterThan(unpackedBytes);
    expect(before.diskBytes).toBe(before.downloadBytes + before.lastingBytes);
    writeFiles(root, { [`.downloads/${filename}.part`]: 'x'.repeat(1000) });
    const after = await sizes();
    expect(after.downloadBytes).toBe(bytes - 1000);
    expect(after.diskBytes).toBe(before.diskBytes - 1000);
  });
});

describe('the platform', () => {
  it.each([
    [{ platform: 'darwin', arch: 'arm64', glibc: undefined }, 'found darwin on arm64'],
    [{ platform: 'linux', arch: 'arm64', glibc: '2.36' }, 'found linux on arm64'],
    [{ platform: 'linux', arch: 'x64', glibc: undefined }, 'found another C library than glibc'],
    [{ platform: 'linux', arch: 'x64', glibc: '2.9' }, 'found glibc 2.9'],
  ])('%o is refused', (platform, message) => {
    expect(() => requirePlatform(platform)).toThrow(message);
  });

  it('Linux on x86-64 with a glibc of these years is fine', () => {
    requirePlatform({ platform: 'linux', arch: 'x64', glibc: '2.27' });
    requirePlatform({ platform: 'linux', arch: 'x64', glibc: '2.36' });
  });
});
