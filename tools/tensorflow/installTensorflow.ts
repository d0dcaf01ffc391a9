/** Builds TensorFlow for the processor as a user would, with a mirror in place of the index, into a folder that is removed afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WHEELS } from '@ranksweep/cuda';
import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { ranksweep, type Ended } from './command.ts';
import { startMirror } from './mirror.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of builds. */
    readonly root: string;
    readonly installed: Ended;
    /** The bytes from which the wheel was asked for. */
    readonly asked: readonly number[];
  }
}

const [WHEEL] = WHEELS.cpu;

export default async function setUp(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-tensorflow-'));
  const tearDown = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await installTensorflow(folder, project);
    return tearDown;
  } catch (error) {
    tearDown();
    throw error;
  }
}

async function installTensorflow(folder: string, { provide }: TestProject): Promise<void> {
  const wheel = await downloadWheel(folder);
  const root = join(folder, 'builds');
  const { server, url, asked } = await startMirror(wheel, WHEEL!);
  const env = { RANKSWEEP_CUDA: root, PIP_INDEX_URL: url };
  const installed = await ranksweep(['install-cuda', '--cpu', '--download', '--yes'], env);
  server.close();
  rmSync(wheel);
  if (installed.status !== 0)
    throw new Error(`install-cuda ended with status ${installed.status}: ${installed.stderr}`);
  process.env.RANKSWEEP_CUDA = root; // Engines in processes of tests look there.
  provide('root', root);
  provide('installed', installed);
  provide('asked', asked);
}

/** With pip, which keeps what it has downloaded. @returns the wheel's path */
async function downloadWheel(folder: string): Promise<string> {
  const { project, filename } = WHEEL!;
  // Such as tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl.
  const [, version, python, abi, platform] = filename.replace('.whl', '').split('-').map(String);
  const words =
    `-m pip download ${project}==${version} --no-deps --only-binary=:all: --quiet --implementation cp ` +
    `--python-version ${python!.replace('cp', '')} --abi ${abi} --platform ${platform}`;
  await execa('python3', [...words.split(' '), '-d', folder]);
  return join(folder, filename);
}
