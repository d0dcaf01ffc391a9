/** Folders of Python's packages: what of TensorFlow is in them, and which Pythons know them. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { findTensorflow } from '../src/find/findTensorflow.ts';
import { inspectSitePackages } from '../src/find/inspectSitePackages.ts';
import { cudaProblem } from '../src/install/plan.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { writeSitePackages } from './support/sitePackages.ts';

const signal = new AbortController().signal;

describe('a folder of packages', () => {
  it('with CUDA has all that it needs', () => {
    const sitePackages = writeSitePackages(temporaryFolder());
    const site = inspectSitePackages(sitePackages);
    expect(site).toEqual({ sitePackages, version: '2.21.0', hasCuda: true, cuda: '12.5.1', missing: [] });
    expect(cudaProblem(site)).toBeUndefined();
  });

  it('without CUDA serves the processor', () => {
    const sitePackages = writeSitePackages(temporaryFolder(), {
      project: 'tensorflow_cpu',
      isCuda: false,
      nvidia: [],
    });
    const site = inspectSitePackages(sitePackages);
    expect(site).toMatchObject({ hasCuda: false, cuda: undefined, missing: [] });
    expect(cudaProblem(site)).toMatch(/was made without it/);
  });

  it("tells which of NVIDIA's libraries are not there", () => {
    const site = inspectSitePackages(writeSitePackages(temporaryFolder(), { nvidia: ['nvidia/cublas/lib'] }));
    expect(site.missing).toContain('nvidia/cudnn/lib');
    expect(site.missing).not.toContain('nvidia/cublas/lib');
    expect(cudaProblem(site)).toMatch(/^it lacks .*nvidia\/cudnn\/lib/);
  });

  it.each<[string, (folder: string) => unknown, RegExp]>([
    [
      'is none',
      (folder) => rmSync(folder, { recursive: true }),
      /expected a folder of Python's packages, found no folder at /,
    ],
    ['is empty', () => {}, /found no \/.*libtensorflow_cc\.so\.2\. A folder is named site-packages/],
    [
      'has a TensorFlow that is too old',
      (folder) => writeSitePackages(folder, { version: '2.9.1' }),
      /expected TensorFlow 2\.12 or later, found 2\.9\.1/,
    ],
    [
      'has no headers',
      (folder) => {
        writeSitePackages(folder);
        rmSync(join(folder, 'tensorflow/include'), { recursive: true });
      },
      /found no \/.*c_api\.h/,
    ],
    [
      'has lost what pip says of it',
      (folder) => {
        writeSitePackages(folder);
        rmSync(join(folder, 'tensorflow-2.21.0.dist-info'), { recursive: true });
      },
      /found no tensorflow-\*\.dist-info in /,
    ],
  ])('that %s is refused', (_, prepare, message) => {
    const folder = temporaryFolder();
    prepare(folder);
    expect(() => inspectSitePackages(folder)).toThrow(message);
  });
});

const hasPython = !execaSync('python3', ['--version'], { reject: false }).failed;

describe.skipIf(!hasPython)('Pythons at hand', () => {
  it('tell where they look for packages, and TensorFlow is found there', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    writeSitePackages(first, { version: '2.9.1' }); // too old: left out
    writeSitePackages(second, { version: '2.20.0' });
    const env = { ...process.env, PYTHONPATH: `${first}:${second}` };
    const found = await findTensorflow({ env, signal });
    expect(found[0]).toMatchObject({ sitePackages: second, version: '2.20.0' });
  });

  it('of an active environment come first', async () => {
    const environment = temporaryFolder();
    const site = writeSitePackages(join(environment, 'packages'), { version: '2.19.0' });
    mkdirSync(join(environment, 'bin'));
    // A real Python that looks there, as that of an environment does.
    writeFileSync(join(environment, 'bin', 'python'), `#!/bin/sh\nPYTHONPATH='${site}' exec python3 "$@"\n`, {
      mode: 0o755,
    });
    const other = writeSitePackages(temporaryFolder());
    const env = { ...process.env, VIRTUAL_ENV: environment, PYTHONPATH: other };
    const found = await findTensorflow({ env, signal });
    expect(found.map(({ sitePackages }) => sitePackages).slice(0, 2)).toEqual([site, other]);
  });
});
