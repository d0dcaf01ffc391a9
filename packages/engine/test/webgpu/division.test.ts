/**
 * Large shapes, whose instructions are dispatches of their own, on small ones: an element is computed in the same way whichever
 * way the work is divided.
 */
import { prepareSamples, prepareWorkload, type TensorConfig, type TensorInput } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import {
  createEngine,
  decodeState,
  encodeState,
  initialState,
  type Engine,
  type RunState,
} from '../../src/index.ts';
import { shapeOf } from '../../src/webgpu/shape.ts';
import { webgpuEngine } from '../../src/webgpu/webgpuEngine.ts';
import { samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';
import { models, parse } from '../../../core/test/support.ts';
import { start, startAt } from '../suite/start.ts';
import { noVulkan } from '../vulkan.ts';

const configOf = (name: string, rest: Partial<TensorInput> = {}): TensorConfig => {
  const { model, dims } = models[name]!;
  const task = {
    kind: 'completion',
    dims,
    observed: 9,
    target: { kind: 'gaussian', frobeniusNorm: 3 },
  } as const;
  return parse({ model, task, init: { std: 0.7 }, optimizer: { kind: 'adam', learningRate: 0.01 }, ...rest });
};

const reached = async (engine: Engine, config: TensorConfig, cohort: 1 | 7 = 1): Promise<RunState> => {
  const run = await start(engine, config, cohort);
  await run.advance(5);
  const state = await run.state();
  run.dispose();
  return state;
};

describe.skipIf(noVulkan)('a workgroup that does everything alone', () => {
  // Threads of one vector never wait for each other, so that a barrier that is missing would not show.
  it.each(['matrix L=4, unequal widths', 'cp order 5, linear output', 'hierarchical order 6, ternary'])(
    'computes the same with many threads: %s',
    async (name) => {
      const config = configOf(name);
      const many = webgpuEngine({ mostResident: Infinity, threads: 64 });
      expect(await reached(many, config, 7)).toEqual(await reached(webgpuEngine(), config));
    },
  );
});

describe.skipIf(noVulkan)('a workgroup whose threads fetch operands of products together', () => {
  it.each([
    [64, [70, 45], [66, 37]],
    [256, [70, 45], [66, 37]],
    [16, [9, 130], [60, 5]],
  ])('computes the same with %d threads: %j', async (threads, dims, hiddenWidths) => {
    const config = parse({
      model: { kind: 'matrix', depth: 3, hiddenWidths },
      task: { kind: 'completion', dims, observed: 400, target: { kind: 'gaussian', frobeniusNorm: 3 } },
      init: { std: 0.2 },
      optimizer: { kind: 'adam', learningRate: 0.01 },
    });
    const staged = webgpuEngine({ mostResident: Infinity, threads, staged: true });
    const plain = webgpuEngine({ mostResident: Infinity, staged: false });
    expect(await reached(staged, config, 7)).toEqual(await reached(plain, config));
  });
});

describe.skipIf(noVulkan)('instructions spread over workgroups', () => {
  const spread = webgpuEngine({ mostResident: 0 });
  it.each(['matrix L=4, unequal widths', 'cp order 5, linear output', 'hierarchical order 6, ternary'])(
    'have the bits of one workgroup: %s',
    async (name) => {
      const config = configOf(name);
      expect(await reached(spread, config, 7)).toEqual(await reached(webgpuEngine(), config));
    },
  );

  it.each([
    [16, [3, 2], false],
    [1024, [3, 2, 3, 2, 3], true],
  ])(
    'are those of trees over many modes, for which a kernel would be too long: %d',
    (modes, widths, isSpread) => {
      const config = tasklessConfig({
        model: { kind: 'hierarchical', widths, pooling: 'half', poolSize: 4 },
        init: { std: 0.1 },
      });
      const workload = prepareSamples(
        config,
        samplesOf(new Array<number>(modes).fill(2), [new Array<number>(modes).fill(1)], [1]),
      );
      expect(shapeOf(workload).counter !== undefined).toBe(isSpread);
    },
  );

  it('follow the reference with all that sums: batches, step sizes, losses', async () => {
    const rest = { optimizer: { kind: 'group-rmsprop' }, batch: { size: 4 }, loss: { kind: 'l1' } } as const;
    const config = configOf('cp order 3', rest);
    const [run, oracle] = [await start(spread, config, 7), await start(createEngine('reference'), config)];
    for (const iterations of [1, 3, 4]) {
      await run.advance(iterations);
      await oracle.advance(iterations);
      const [found, expected] = [await run.measure(), await oracle.measure()];
      expect(found.losses.objective).toBeCloseTo(expected.losses.objective, 5);
      expect(found.losses.mse).toBeCloseTo(expected.losses.mse, 5);
    }
    const [state, expected] = [await run.state(), await oracle.state()];
    expect(state.flowTime).toBeCloseTo(expected.flowTime, 5);
    state.parameters.forEach((x, i) => expect(x).toBeCloseTo(expected.parameters[i]!, 4));
  });

  it.each([
    ['all observations', undefined],
    ['batches', { size: 4 }],
  ] as const)('have the same bits where threads fetch rows together: %s', async (_, batch) => {
    const config = parse({
      model: { kind: 'cp', components: 37 },
      task: {
        kind: 'completion',
        dims: [30, 20, 20],
        observed: 300,
        target: { kind: 'gaussian', frobeniusNorm: 3 },
      },
      init: { std: 0.7 },
      optimizer: { kind: 'adam', learningRate: 0.01 },
      ...(batch === undefined ? {} : { batch }),
    });
    expect(prepareWorkload(config).plan.head.kind).toBe('gather');
    const staged = webgpuEngine({ mostResident: 0, staged: true });
    expect(await reached(staged, config, 7)).toEqual(await reached(webgpuEngine(), config));
  });

  it('sum the squares of very many gradients', async () => {
    const config = parse({
      model: { kind: 'matrix', depth: 2, hiddenWidths: [40] },
      task: { kind: 'completion', dims: [90, 80], observed: 4000, target: { kind: 'gaussian' } },
      init: { std: 0.1 },
    });
    const [found, expected] = [await reached(spread, config), await reached(createEngine('wasm'), config)];
    expect(found.parameters.length).toBe(6800);
    expect(found.meanSquare / expected.meanSquare).toBeCloseTo(1, 5);
    expect(found.flowTime / expected.flowTime).toBeCloseTo(1, 5);
  });

  it('go on from a state with the same bits', async () => {
    const config = configOf('hierarchical order 4', { batch: { size: 4 } });
    const through = await reached(spread, config);
    const stopped = await start(spread, config);
    await stopped.advance(2);
    const state = decodeState(encodeState(await stopped.state()));
    const resumed = await startAt(spread, prepareWorkload(config), 7, state);
    await resumed.advance(3);
    expect(await resumed.state()).toEqual(through);
  });

  it('take kernels made for their size where products are large', async () => {
    const config = parse({
      model: { kind: 'matrix', depth: 2 },
      task: { kind: 'completion', dims: [96, 80], observed: 4000, target: { kind: 'gaussian' } },
      init: { std: 0.1 },
      optimizer: { kind: 'sgd', learningRate: 0.1 },
    });
    const [large, small] = [await reached(spread, config), await reached(webgpuEngine(), config)];
    expect(large).toEqual(small);
    expect(large.parameters).not.toEqual(initialState(prepareWorkload(config)).parameters);
  });
});
