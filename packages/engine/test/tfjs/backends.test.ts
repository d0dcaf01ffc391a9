/** Which backend TensorFlow.js runs on, and what it says where it cannot. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareWorkload } from '@ranksweep/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEngine, engineNames, initialState } from '../../src/index.ts';
import { cpuMemoryBytes } from '../../src/cpuMemory.ts';
import { cudaDevices } from '../../src/tfjs/backends/cudaDevices.ts';
import { parse } from '../../../core/test/support.ts';
import { H100S, saying, withNvidiaSmi } from '../../../machine/test/support/nvidiaSmi.ts';

const workload = prepareWorkload(
  parse({
    model: { kind: 'matrix' },
    task: { kind: 'completion', dims: [4, 4], observed: 8, target: { kind: 'gaussian' } },
    init: { std: 0.5 },
  }),
);

describe('without a build of TensorFlow', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ranksweep-no-tensorflow-'));
    vi.stubEnv('RANKSWEEP_CUDA', folder);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('has an engine for each backend, and one that is the best of them', () => {
    const names = engineNames().filter((name) => name.startsWith('tfjs-'));
    expect(names).toEqual(['tfjs-cuda', 'tfjs-native', 'tfjs-webgpu', 'tfjs-wasm', 'tfjs-cpu']);
    for (const name of names) expect(createEngine(name)).toMatchObject({ name, arithmetic: name });
    const best = createEngine('tfjs');
    expect(best.name).toBe('tfjs');
    expect(names).toContain(best.arithmetic);
    expect(['tfjs-cuda', 'tfjs-native', 'tfjs-cpu']).not.toContain(best.arithmetic);
  });

  it.each([
    ['tfjs-cuda', '`npx ranksweep install-cuda` installs it'],
    ['tfjs-native', '`npx ranksweep install-cuda --cpu` installs it'],
  ])('%s says how to install it', async (name, how) => {
    const engine = createEngine(name);
    const [device] = await engine.devices();
    const unusable = `expected TensorFlow's native library, found none: ${how}`;
    expect(device!.unusable).toBe(unusable);
    await expect(engine.compile({ example: workload, cohort: 1 }, device!)).rejects.toThrow(
      `engine ${name}: ${unusable}`,
    );
  });
});

describe("NVIDIA's GPUs", () => {
  it('have lanes that see them alone, and only those that this process may use', async () => {
    withNvidiaSmi(saying(H100S));
    vi.stubEnv('CUDA_VISIBLE_DEVICES', undefined);
    expect(await cudaDevices()).toEqual(
      ['GPU-11111111-aaaa', 'GPU-22222222-bbbb'].map((uuid, i) => ({
        id: `gpu:${i}`,
        name: 'NVIDIA H100 80GB HBM3',
        kind: 'gpu',
        memoryBytes: 81559 * 2 ** 20,
        driver: 'NVIDIA 550.54.15 (CUDA)',
        environment: { CUDA_VISIBLE_DEVICES: uuid },
      })),
    );
    vi.stubEnv('CUDA_VISIBLE_DEVICES', 'GPU-2222');
    expect(await cudaDevices()).toMatchObject([{ id: 'gpu:1' }]);
  });

  it("have the processor's memory where they tell of none", async () => {
    withNvidiaSmi(saying(H100S.replaceAll('81559', '[N/A]')));
    vi.stubEnv('CUDA_VISIBLE_DEVICES', '0');
    expect(await cudaDevices()).toMatchObject([{ memoryBytes: cpuMemoryBytes() }]);
  });

  it('are none where there is no driver', async () => {
    vi.stubEnv('PATH', '');
    expect(await cudaDevices()).toEqual([]);
    vi.unstubAllEnvs();
  });
});

it('starts without a word, and leaves the handling of errors to the process', async () => {
  const [said, warned] = (['log', 'warn'] as const).map((way) => vi.spyOn(console, way));
  const listeners = (): number[] =>
    ['uncaughtException', 'unhandledRejection'].map((event) => process.listenerCount(event));
  const before = listeners();
  for (const name of ['tfjs-wasm', 'tfjs-cpu']) {
    const engine = createEngine(name);
    const program = await engine.compile({ example: workload, cohort: 1 }, (await engine.devices())[0]!);
    await program.load(0, { workload, state: initialState(workload) });
    await program.advance(1);
    program.dispose();
  }
  expect(listeners()).toEqual(before);
  expect(said).not.toHaveBeenCalled();
  expect(warned).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

it('refuses a run that does not fit into the memory of WebAssembly', async () => {
  const large = prepareWorkload(
    parse({
      model: { kind: 'matrix', depth: 41, hiddenWidths: new Array<number>(40).fill(2000) },
      task: { kind: 'completion', dims: [2, 2], observed: 3, target: { kind: 'gaussian' } },
      init: { std: 0.1 },
    }),
  );
  const shape = { example: large, cohort: 1 };
  const [device] = await createEngine('tfjs-wasm').devices();
  expect(createEngine('tfjs-wasm').supports(shape)).toMatch(
    /^engine tfjs-wasm: expected a run of at most 2\.\d GiB, found one of about \d+(\.\d)? GiB; take a smaller model, /,
  );
  expect(createEngine('tfjs-wasm').capacity(shape, { ...device!, memoryBytes: 2 ** 40 })).toBe(0);
  expect(createEngine('tfjs-cpu').supports(shape)).toBeUndefined();
});
