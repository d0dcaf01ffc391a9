/** Which build is used, and that one of the wrong device is refused. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  cudaFolder,
  findBuilds,
  findNativeBinding,
  loadTensorflow,
  removeBuilds,
  requireDevice,
} from '@ranksweep/cuda';
import { addonPath, processPath } from '../src/binding/layout.ts';
import { lock } from '../src/install/lock.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { writeFiles, writeSitePackages } from './support/sitePackages.ts';

interface BuildContent {
  readonly tensorflow?: string;
  readonly hasCuda?: boolean;
  readonly sitePackages?: string;
  readonly format?: number;
}

function writeBuild(root: string, name: string, content: BuildContent = {}): string {
  const { tensorflow = '2.21.0', hasCuda = false, sitePackages = 'site-packages', format = 1 } = content;
  const folder = join(root, name);
  if (sitePackages === 'site-packages') writeSitePackages(join(folder, sitePackages));
  const relative = (path: string): string => path.slice(folder.length + 1);
  return writeFiles(folder, {
    [relative(addonPath(folder))]: '',
    [relative(processPath(folder))]: '',
    'ranksweep.json': JSON.stringify({
      format,
      tfjs: '4.22.0',
      tensorflow,
      hasCuda,
      cuda: null,
      sitePackages,
    }),
  });
}

describe('of several builds', () => {
  it('one with CUDA is used, and of those the newest', () => {
    const root = temporaryFolder();
    writeBuild(root, 'a', { tensorflow: '2.100.0' });
    writeBuild(root, 'b', { tensorflow: '2.9.0', hasCuda: true });
    const folder = writeBuild(root, 'c', { tensorflow: '2.10.0', hasCuda: true });
    expect(findNativeBinding(root)).toMatchObject({ folder, tensorflow: '2.10.0', hasCuda: true });
    expect(findBuilds(root).map(({ tensorflow }) => tensorflow)).toEqual(['2.10.0', '2.9.0', '2.100.0']);
  });

  it.each<[string, (folder: string) => void]>([
    ['whose library is gone', (folder) => rmSync(join(folder, 'site-packages'), { recursive: true })],
    ['whose addon is gone', (folder) => rmSync(addonPath(folder))],
    ['of a version to come', (folder) => writeFileSync(join(folder, 'ranksweep.json'), '{ "format": 2 }')],
    ['that is damaged', (folder) => writeFileSync(join(folder, 'ranksweep.json'), '{')],
  ])('one %s is left out', (_, damage) => {
    const root = temporaryFolder();
    damage(writeBuild(root, 'a', { hasCuda: true }));
    const folder = writeBuild(root, 'b');
    expect(findNativeBinding(root)?.folder).toBe(folder);
  });

  it('one that is being made is none', () => {
    const root = temporaryFolder();
    writeBuild(root, '.building');
    expect(findNativeBinding(root)).toBeUndefined();
  });
});

it('a build on the packages of a Python names what is gone with them', () => {
  const root = temporaryFolder();
  const site = writeSitePackages(temporaryFolder());
  writeBuild(root, 'a', { sitePackages: site });
  expect(findBuilds(root)[0]!.missing).toEqual([]);
  rmSync(join(site, 'tensorflow/libtensorflow_cc.so.2'));
  expect(findBuilds(root)[0]!.missing).toEqual([join(site, 'tensorflow/libtensorflow_cc.so.2')]);
});

describe('the folder of builds', () => {
  it('is named by RANKSWEEP_CUDA, or else lies in the cache', () => {
    expect(cudaFolder({ RANKSWEEP_CUDA: '/big/disk' })).toBe('/big/disk');
    expect(cudaFolder({ XDG_CACHE_HOME: '/cache' })).toBe('/cache/ranksweep/tfjs-cuda');
    expect(cudaFolder({ XDG_CACHE_HOME: 'not/absolute' })).toMatch(/\/\.cache\/ranksweep\/tfjs-cuda$/);
  });

  it('is removed with all that is in it', () => {
    const root = join(temporaryFolder(), 'root');
    expect(removeBuilds(root)).toBeUndefined();
    writeFiles(writeBuild(root, 'a'), { 'big.bin': 'x'.repeat(100_000) });
    expect(removeBuilds(root)).toBeGreaterThan(100_000);
    expect(removeBuilds(root)).toBeUndefined();
  });

  it('is for one process at a time that installs', () => {
    const root = temporaryFolder();
    const unlock = lock(root);
    expect(() => lock(root)).toThrow(
      `expected no other process that installs into it, found one (process ${process.pid})`,
    );
    expect(() => removeBuilds(root)).toThrow('expected no other process');
    unlock();
    lock(root)();
  });

  it('is taken over from a process that has ended', () => {
    const root = temporaryFolder();
    const unlock = lock(root);
    writeFileSync(
      join(root, '.lock'),
      JSON.stringify({ pid: 1, startedAt: 1, pidNamespace: null, bootId: 'an earlier one' }),
    );
    lock(root)();
    unlock();
  });
});

describe('a device', () => {
  const on = (isUsingGpuDevice: boolean) => ({
    backend: () => ({ isUsingGpuDevice, binding: { TF_Version: '2.21.0' } }),
  });

  it('that is the one that was asked for passes', () => {
    requireDevice(on(true), 'gpu');
    requireDevice(on(false), 'cpu');
  });

  it('that is another is refused', () => {
    expect(() => requireDevice(on(false), 'gpu')).toThrow('expected a GPU, found none that it can use');
    expect(() => requireDevice(on(true), 'cpu')).toThrow(
      'expected the processor, found that this process uses a GPU',
    );
  });

  it('needs a build', () => {
    const binding = findNativeBinding(temporaryFolder());
    expect(() =>
      loadTensorflow({ device: 'gpu', binding: binding ?? findNativeBinding('/nowhere') }),
    ).toThrow();
  });
});
