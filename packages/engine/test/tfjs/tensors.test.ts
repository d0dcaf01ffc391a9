/** No tensor is left behind, whatever a program is asked for. */
import { metricSet, prepareSamples, prepareWorkload, type Workload } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { loadCore } from '../../src/tfjs/backends/packages.ts';
import { createEngine, initialState, measure } from '../../src/index.ts';
import { models, parse } from '../../../core/test/support.ts';
import { samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';

const tf = await loadCore();

const tensorWorkloads = ['matrix L=2', 'cp order 5, linear output', 'hierarchical order 6, ternary'].flatMap(
  (name) =>
    (['completion', 'sensing'] as const).map((kind): [string, Workload] => {
      const { model, dims } = models[name]!;
      const task = { kind, dims, observed: 10, target: { kind: 'gaussian' } } as const;
      const batch = kind === 'sensing' ? { size: 4 } : undefined;
      return [
        `${name}, ${kind}`,
        prepareWorkload(parse({ model, task, init: { std: 0.6 }, ...(batch && { batch }) })),
      ];
    }),
);

const dims = [2, 3, 2, 2];
const tuples = Array.from({ length: 20 }, (_, s) => dims.map((d, n) => (s * (n + 1) + (s >> n)) % d));
const sampleWorkloads = [
  { kind: 'cp' as const, components: 4, linearOutput: true },
  { kind: 'hierarchical' as const, widths: [3, 4] },
].map((model): [string, Workload] => {
  const config = tasklessConfig({ model, init: { std: 0.5 }, optimizer: { kind: 'adam' } });
  const test = { tuples: Uint8Array.from([0, 1, 1, 1]), y: Float32Array.of(1) };
  const problem = { ...samplesOf(dims, tuples, tuples.map((_, s) => s % 3)), test }; // prettier-ignore
  return [`${model.kind}, samples`, prepareSamples({ ...config, batch: { size: 6 } }, problem)];
});

describe.each(['tfjs-wasm', 'tfjs-cpu'])('%s', (name) => {
  it.each([...tensorWorkloads, ...sampleWorkloads])('leaves no tensor behind: %s', async (_, workload) => {
    const engine = createEngine(name);
    const [device] = await engine.devices();
    const program = await engine.compile({ example: workload, cohort: 3 }, device!);
    const before = tf.memory().numTensors;
    const member = { workload, state: initialState(workload) };
    const metrics = metricSet(workload.config, workload.network);
    const round = async (): Promise<number> => {
      await program.load(0, member);
      await program.load(2, member);
      await program.advance(3);
      await measure(program, [{ slot: 0, metrics }, { slot: 2 }]);
      await program.state(2);
      await program.unload(2);
      await program.advance(2);
      await measure(program, [{ slot: 0, metrics }]);
      return tf.memory().numTensors;
    };
    const held = await round();
    expect(await round()).toBe(held);
    await program.advance(20);
    expect(tf.memory().numTensors).toBe(held);
    program.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
