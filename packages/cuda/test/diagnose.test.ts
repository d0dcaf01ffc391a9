/** What is said of driver, libraries and devices. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it } from 'vitest';
import { diagnose } from '@ranksweep/cuda';
import type { Finding } from '@ranksweep/text/finding';
import { driverFinding, findDriver } from '../src/diagnose/driver.ts';
import { librariesFinding } from '../src/diagnose/libraries.ts';
import { NVIDIA_FOLDERS } from '../src/find/inspectSitePackages.ts';
import { observedProblem, type Observation } from '../src/prove/proof.ts';
import { complaintsIn, gpuIn } from '../src/prove/proveBuild.ts';
import { FAILS, H100S, saying, withNvidiaSmi } from '../../machine/test/support/nvidiaSmi.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { writeFiles } from './support/sitePackages.ts';

const signal = new AbortController().signal;
const { env } = process;

describe('the driver', () => {
  it('tells its version and GPUs', async () => {
    withNvidiaSmi(saying(H100S));
    const driver = await findDriver({ env: { ...env }, signal });
    const name = 'NVIDIA H100 80GB HBM3';
    expect(driver).toEqual({ version: '550.54.15', gpus: [name, name] });
    expect(driverFinding(driver)).toMatchObject({ isOk: true, text: `550.54.15, ${name}, ${name}` });
  });

  it.each([
    ['is missing', 'exit 127'],
    ['has failed', FAILS],
    ['sees no GPU', 'echo "No devices were found"'],
  ])('that %s is told with what to do', async (_, script) => {
    withNvidiaSmi(script);
    const driver = await findDriver({ env: { ...env }, signal });
    expect(driver).toBeUndefined();
    expect(driverFinding(driver)).toMatchObject({ isOk: false, text: expect.stringContaining('install it') });
  });

  it('that is too old is told', () => {
    const finding = driverFinding({ version: '470.256.02', gpus: ['Tesla V100'] });
    expect(finding).toMatchObject({
      isOk: false,
      text: expect.stringContaining('needs 525.60.13 or later: update'),
    });
  });
});

const hasCompiler = !execaSync('cc', ['--version'], { reject: false }).failed;

describe.skipIf(!hasCompiler)('the libraries', () => {
  /** Real shared libraries, one in each folder. */
  function libraries(): string {
    const folder = temporaryFolder();
    for (const path of NVIDIA_FOLDERS) {
      writeFiles(folder, { [`${path}/some.c`]: 'int some(void) { return 1; }' });
      const output = join(folder, path, 'libsome.so.12');
      execaSync('cc', ['-shared', '-fPIC', join(folder, path, 'some.c'), '-o', output]);
    }
    return folder;
  }

  const findingOf = (folder: string): Promise<Finding> =>
    librariesFinding(folder, 'do this', { env, signal });

  it('are opened, every one', async () => {
    expect(await findingOf(libraries())).toMatchObject({
      isOk: true,
      text: '7 of them, which can be opened',
    });
  });

  it('that are damaged, or need others that are not there, are named', async () => {
    const folder = libraries();
    const broken = join(folder, 'nvidia/cufft/lib/libsome.so.12');
    writeFileSync(broken, 'damaged');
    const finding = await findingOf(folder);
    expect(finding).toMatchObject({
      isOk: false,
      text: expect.stringMatching(/cufft\/lib\/libsome\.so\.12: .*: do this$/),
    });
  });

  it('that are not there are named', async () => {
    const folder = libraries();
    rmSync(join(folder, 'nvidia/cudnn'), { recursive: true });
    expect(await findingOf(folder)).toMatchObject({
      isOk: false,
      text: `none in ${join(folder, 'nvidia/cudnn/lib')}: do this`,
    });
  });
});

// As TensorFlow 2.21 writes them.
const SAID = `WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
E0000 00:00:1795935939.416344   15245 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)
E0000 00:00:1795935939.416345   15246 cuda_platform.cc:52] failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)
I0000 00:00:1795935939.500000   15245 gpu_device.cc:2020] Created device /job:localhost/replica:0/task:0/device:GPU:0 with 78000 MB memory:  -> device: 0, name: NVIDIA H100 80GB HBM3, pci bus id: 0000:18:00.0, compute capability: 9.0
I0000 00:00:1795935939.500001   15245 gpu_device.cc:2020] Created device /job:localhost/replica:0/task:0/device:GPU:1 with 139000 MB memory:  -> device: 1, name: NVIDIA H200, pci bus id: 0000:2a:00.0, compute capability: 9.0
`;

describe('of what TensorFlow says', () => {
  it('the GPU that it uses is told, the last one', () => {
    expect(gpuIn(SAID)).toBe('NVIDIA H200 (compute capability 9.0)');
    expect(gpuIn('')).toBeUndefined();
  });

  it('complaints are told once', () => {
    expect(complaintsIn(SAID)).toEqual([
      'failed call to cuInit: INTERNAL: CUDA error: Failed call to cuInit: UNKNOWN ERROR (303)',
    ]);
  });
});

describe('what a build computes', () => {
  const sound: Observation = {
    tensorflow: '2.21.0',
    isUsingGpu: false,
    isProductExact: true,
    losses: [
      [3, 2, 1],
      [3, 2, 1],
    ],
  };

  it.each<[string, Partial<Observation>, RegExp | undefined]>([
    ['is sound', {}, undefined],
    ['has products that are not exact', { isProductExact: false }, /a product of matrices/],
    ['has losses that rise', { losses: [[1, 2, 3]] }, /do not fall: 1, 2, 3/],
    ['has losses that are not finite', { losses: [[Infinity, 2, 1]] }, /do not fall/],
    [
      'differs in a worker thread',
      {
        losses: [
          [3, 2, 1],
          [3, 2, 1.5],
        ],
      },
      /worker threads compute other losses/,
    ],
    [
      'is NaN in a worker thread',
      {
        losses: [
          [3, 2, 1],
          [3, 2, Number.NaN],
        ],
      },
      /worker threads compute other losses/,
    ],
    ['is missing in a worker thread', { losses: [[3, 2, 1], []] }, /worker threads compute other losses/],
  ])('%s', (_, change, message) => {
    const problem = observedProblem({ ...sound, ...change });
    if (message === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(message);
  });
});

it('where nothing is installed, nothing is wrong', async () => {
  const findings: Finding[] = [];
  for await (const finding of diagnose({ env: { ...env, RANKSWEEP_CUDA: temporaryFolder() }, signal }))
    findings.push(finding);
  expect(findings).toMatchObject([
    { what: 'TensorFlow', isOk: true, isMissing: true, text: expect.stringContaining('not installed') },
  ]);
});
