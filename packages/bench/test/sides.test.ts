/** The processes that are measured compute what they are said to compute. */
import { InputError } from '@ranksweep/core';
import { createEngine, initialState, measure } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { comparePeers } from '../src/comparePeers.ts';
import { measureWorkload, startEngine } from '../src/measureWorkload.ts';
import { findPeers } from '../src/peers.ts';
import { SideProcess } from '../src/side.ts';
import { availableWorkloads, benchWorkload, benchWorkloads } from '../src/workloads.ts';

const quick = { count: 2, burstMs: 5 };
const { found } = await findPeers();

describe('our own side', () => {
  it('is at the same loss as the engine in this process', async () => {
    const workload = await benchWorkload('mf').prepare();
    const engine = createEngine('wasm');
    const program = await engine.compile({ example: workload, cohort: 1 }, (await engine.devices())[0]!);
    await program.load(0, { workload, state: initialState(workload) });
    await program.advance(12);
    const [measured] = await measure(program, [{ slot: 0 }]);

    const side = await startEngine(benchWorkload('mf'), 'wasm');
    await side.advance({ iterations: 5 });
    const advanced = await side.advance({ iterations: 7, lookEvery: 3, look: 'snapshot' });
    const loss = await side.loss();
    await side.close();
    expect(advanced.iteration).toBe(12);
    expect(loss).toBe(measured!.losses.mse);
  });

  it('says why it could not start', async () => {
    await expect(startEngine({ ...benchWorkload('mf'), name: 'nothing' }, 'wasm')).rejects.toThrow(
      "no workload 'nothing'",
    );
    await expect(SideProcess.start('no-such-program', [])).rejects.toThrow('no-such-program');
  });

  it('is measured', async () => {
    const result = await measureWorkload(benchWorkload('mf'), 'wasm', quick);
    for (const value of [result.msPerIteration, result.gigaflops, result.shareOfMicroKernel]) {
      expect(value).toBeGreaterThan(0);
    }
    expect(result.flopsPerIteration).toBe(2 * 6 * 64 ** 3);
    expect(Number.isFinite(result.recordingShare)).toBe(true);
  });
});

it('leaves out workloads whose data are missing, unless they were asked for', async () => {
  const missing = {
    ...benchWorkload('mf'),
    name: 'images',
    checkData: () => Promise.reject(new InputError('no images here')),
  };
  const told: string[] = [];
  const workloads = [missing, benchWorkload('mf')];
  const available = await availableWorkloads(workloads, {
    leaveOut: ({ name }, { message }) => told.push(`${name}: ${message}`),
  });
  expect(available.map(({ name }) => name)).toEqual(['mf']);
  expect(told).toEqual(['images: no images here']);
  await expect(availableWorkloads(workloads, {})).rejects.toThrow('no images here');
});

describe('peers', () => {
  it('are missing where their interpreter is', async () => {
    const { found: none, missing } = await findPeers(['no-such-python']);
    expect(none).toEqual([]);
    expect(missing.map(({ name }) => name)).toEqual(['torch', 'jax']);
  });

  it.skipIf(found.length === 0).each(benchWorkloads.map(({ name }) => name))(
    'descend like our own side: %s',
    async (name) => {
      // An iteration of the authors' way takes a second there.
      const peers = found.map((peer) =>
        name === 'mnist-epoch' ? { ...peer, formulations: ['best'] as const } : peer,
      );
      const told: string[] = [];
      const results = await comparePeers(benchWorkload(name), {
        engine: 'wasm',
        peers,
        rounds: { count: 1, burstMs: 1 },
        progress: (text) => told.push(text),
      });
      expect(told).toEqual([expect.stringMatching(/^about \d+ s$/)]);
      expect(results.length).toBe(peers.flatMap(({ formulations }) => formulations).length);
      for (const { lossDifference, ratio } of results) {
        expect(lossDifference).toBeLessThan(1e-4);
        expect(ratio.median).toBeGreaterThan(0);
      }
    },
  );
});
