/** Which runs share a program, and which programs there is room for. */
import {
  InputError,
  prepareSamples,
  prepareWorkload,
  type TensorInput,
  type Workload,
} from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSupported, createEngine, initialState, type Device } from '../src/index.ts';
import { Arena } from '../src/wasm/arena.ts';
import { runBuffers, runBytes } from '../src/wasm/runBuffers.ts';
import { parse, randomConfig } from '../../core/test/support.ts';
import { samplesOf, tasklessConfig } from '../../core/test/samplesSupport.ts';

const base = {
  model: { kind: 'cp', components: 4 },
  task: { kind: 'completion', dims: [4, 4, 4], observed: 20, seed: 1, target: { kind: 'cp', rank: 2 } },
  init: { std: 0.1 },
} as const satisfies TensorInput;

const workloadOf = (change: Partial<TensorInput> = {}): Workload =>
  prepareWorkload(parse({ ...base, ...change }));

const cpu: Device = { id: 'cpu', name: 'a processor', kind: 'cpu', memoryBytes: 2 ** 34 };

describe.each(['wasm', 'reference'])('%s', (name) => {
  const engine = createEngine(name);

  it('has one program for runs that differ in seed, initialization, recording and end', () => {
    const key = engine.cohortKey(workloadOf());
    for (const change of [
      { seed: 9 },
      { init: { std: 0.5 } },
      { stop: { maxIterations: 3 } },
      { record: { every: 7 } },
      { task: { ...base.task, target: { kind: 'gaussian' } } },
    ] as const) {
      expect(engine.cohortKey(workloadOf(change))).toBe(key);
    }
  });

  it('has another one for another model, plan, loss or optimizer, and for other batches', () => {
    const changes: Partial<TensorInput>[] = [
      {},
      { model: { kind: 'cp', components: 5 } },
      { model: { kind: 'cp', components: 4, linearOutput: true } },
      { model: { kind: 'hierarchical', widths: [4, 4] } },
      { task: { ...base.task, observed: 21 } },
      { task: { ...base.task, kind: 'sensing' } },
      { task: { ...base.task, kind: 'sensing', observed: 21 } },
      { loss: { kind: 'huber', threshold: 0.5 } },
      { loss: { kind: 'huber', threshold: 0.25 } },
      { batch: { size: 7 } },
      { batch: { size: 20 } },
      { optimizer: { kind: 'adam' } },
      { optimizer: { kind: 'sgd', learningRate: 0.1 } },
      { optimizer: { kind: 'sgd', learningRate: 0.2 } },
    ];
    const keys = changes.map((change) => engine.cohortKey(workloadOf(change)));
    expect(new Set(keys).size).toBe(changes.length);
  });

  it('has another one where as many samples meet fewer distinct tuples', () => {
    const config = tasklessConfig({ model: { kind: 'hierarchical', widths: [3, 3] }, init: { std: 0.5 } });
    const keyOf = (tuples: number[][]): string =>
      engine.cohortKey(prepareSamples(config, samplesOf([2, 2, 2, 2], tuples, [1, 2])));
    expect(keyOf([[0, 0, 0, 0], [1, 1, 1, 1]])).toBe(keyOf([[0, 1, 0, 1], [1, 0, 1, 0]])); // prettier-ignore
    expect(keyOf([[0, 0, 0, 0], [1, 1, 1, 1]])).not.toBe(keyOf([[0, 0, 0, 0], [0, 0, 1, 1]])); // prettier-ignore
  });

  it('takes as many as memory has room for, and fewer where each is larger', () => {
    const capacityOf = (workload: Workload, memoryBytes: number): number =>
      engine.capacity({ example: workload, cohort: 1 }, { ...cpu, memoryBytes });
    const small = workloadOf();
    const large = workloadOf({ model: { kind: 'cp', components: 4000 } });
    expect(capacityOf(small, cpu.memoryBytes)).toBeGreaterThan(7);
    expect(capacityOf(large, cpu.memoryBytes)).toBeGreaterThan(7);
    expect(capacityOf(large, cpu.memoryBytes)).toBeLessThan(capacityOf(small, cpu.memoryBytes));
    expect(capacityOf(small, 2 ** 35)).toBeGreaterThanOrEqual(2 * capacityOf(small, 2 ** 34));
    expect(capacityOf(large, 1000)).toBe(0);
  });
});

describe('wasm', () => {
  const engine = createEngine('wasm');

  it('says why it cannot hold a run that takes more than its addresses reach, and does not try', async () => {
    // 240 million parameters; in memory they and what is made of them take more than 4 GiB.
    const example = workloadOf({
      model: { kind: 'cp', components: 5_000_000 },
      task: { ...base.task, dims: [16, 16, 16], observed: 500 },
    });
    const shape = { example, cohort: 1 };
    const reason = engine.supports(shape);
    expect(reason).toMatch(
      /^engine wasm: expected a run of at most 4 GiB, found one of \d+(\.\d)? GiB; take a/,
    );
    expect(engine.capacity(shape, cpu)).toBe(0);
    await expect(compileSupported(engine, shape, cpu)).rejects.toThrow(new InputError(reason));
    expect(engine.supports({ example: workloadOf(), cohort: 1 })).toBeUndefined();
    expect(createEngine('reference').supports(shape)).toBeUndefined();
  });

  it('knows beforehand how much memory a run takes, whatever it is', () => {
    const kernels = loadKernels('plain');
    fc.assert(
      fc.property(randomConfig, (config) => {
        const workload = prepareWorkload(config);
        const arena = new Arena(kernels);
        runBuffers(kernels, arena, workload);
        expect(runBytes(kernels, workload)).toBe(arena.end);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('tells runs of one plan apart by what their optimizers keep', () => {
    const { plan, network, problem, config } = workloadOf();
    const capacityWith = (optimizer: TensorInput['optimizer']): number => {
      const example = { plan, network, problem, config: parse({ ...base, optimizer }) };
      return engine.capacity({ example, cohort: 1 }, cpu);
    };
    expect(capacityWith({ kind: 'adam' })).toBeLessThan(capacityWith(config.optimizer));
  });

  it('leaves a slot empty whose run could not be loaded', async () => {
    const example = workloadOf();
    const program = await engine.compile({ example, cohort: 1 }, cpu);
    await program.load(0, { workload: example, state: initialState(example) });
    const state = { ...initialState(example), slots: [new Float32Array(1)] }; // which this optimizer does not keep
    await expect(program.load(0, { workload: example, state })).rejects.toThrow(TypeError);
    await expect(program.state(0)).rejects.toThrow('found none');
    await program.load(0, { workload: example, state: initialState(example) });
    expect((await program.state(0)).iteration).toBe(0);
  });
});
