/** Products of many numbers leave float32's range on the way, and are right all the same: values, zeros, signs and gradients. */
import { lossAndGradient, prepareSamples, type Workload } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState, type Member } from '../../src/index.ts';
import { samplesOf, tasklessConfig } from '../../../core/test/samplesSupport.ts';

const MODES = 100;
const LEARNING_RATE = 2 ** -10;
const tuples = Array.from({ length: 12 }, (_, s) =>
  Array.from({ length: MODES }, (__, n) => (s * (n + 3) + (n >> 1) + (s >> (n % 3))) % 2),
);

const workloadOf = (model: Parameters<typeof tasklessConfig>[0]['model']): Workload =>
  prepareSamples(
    tasklessConfig({ model, init: { std: 1 }, optimizer: { kind: 'sgd', learningRate: LEARNING_RATE } }),
    samplesOf(new Array<number>(MODES).fill(2), tuples, tuples.map((_, s) => s / 6)), // prettier-ignore
  );

const cp = workloadOf({ kind: 'cp', components: 3, linearOutput: true });
const tree = workloadOf({
  kind: 'hierarchical',
  widths: [2, 3, 2, 2],
  pooling: 'half',
  poolSize: 4,
});

/** Entries around 1 with signs, times what a parameter is scaled by. */
function memberOf(workload: Workload, scaleOf: (parameter: number, cols: number) => number): Member {
  const state = initialState(workload);
  let at = 0;
  workload.network.parameters.forEach(({ rows, cols }, k) => {
    for (let i = 0; i < rows * cols; i++, at++) {
      const size = 0.8 + ((5 * k + 3 * i) % 9) / 18;
      state.parameters[at] = (k % 7 === i % 5 ? -size : size) * scaleOf(k, cols);
    }
  });
  return { workload, state };
}

/** Modes far apart make up for one another: products in between are as small as 1e-270 or as large as 1e250, within float64 yet far out of float32. */
const scales: Record<string, (k: number) => number> = {
  none: () => 1,
  'small modes before large ones': (k) => (k >= MODES ? 1 : k < MODES / 2 ? 2 ** -18 : 2 ** 18),
  'large modes before small ones': (k) => (k >= MODES ? 1 : k < MODES / 2 ? 2 ** 17 : 2 ** -17),
};

describe.each(['tfjs-wasm', 'tfjs-cpu'])('%s', (name) => {
  const engine = createEngine(name);

  /** The gradient, from one step of gradient descent of parameters that are 0 or far from it. */
  async function compare(member: Member): Promise<void> {
    const { problem, network, config } = member.workload;
    const [device] = await engine.devices();
    const program = await engine.compile({ example: member.workload, cohort: 1 }, device!);
    await program.load(0, member);
    const [snapshot] = await program.measure([{ slot: 0, needs: [] }]);
    let at = 0;
    const matrices = network.parameters.map(({ rows, cols }) =>
      Float64Array.from(member.state.parameters.subarray(at, (at += rows * cols))),
    );
    const { loss, gradients } = lossAndGradient(problem, network, config.loss, matrices);
    expect(loss).toBeGreaterThan(1e-3);
    expect(Math.abs(snapshot!.losses.objective / loss - 1)).toBeLessThan(1e-4);
    await program.advance(1);
    const { parameters } = await program.state(0);
    program.dispose();
    at = 0;
    matrices.forEach((matrix, k) => {
      const size = Math.max(...matrix.map(Math.abs), 2 ** -30);
      matrix.forEach((before, i) => {
        const expected = before - LEARNING_RATE * gradients[k]![i]!;
        const steps = LEARNING_RATE * Math.max(...gradients[k]!.map(Math.abs));
        expect(Math.abs(parameters[at++]! - expected)).toBeLessThan(3e-7 * size + 2e-4 * steps);
      });
    });
  }

  describe.each([
    ['cp', cp],
    ['hierarchical', tree],
  ] as const)('%s', (_, workload) => {
    it.each(Object.entries(scales))('scaled: %s', (__, scaleOf) => compare(memberOf(workload, scaleOf)));

    it('with factors that are zero', async () => {
      const member = memberOf(workload, scales['small modes before large ones']!);
      [0, 3, 50, 121].forEach((at) => (member.state.parameters[at] = 0));
      await compare(member);
    });
  });

  it('of products that are beyond the range at the end says so', async () => {
    const member = memberOf(cp, (k) => (k < MODES ? 4 : 1));
    const [device] = await engine.devices();
    const program = await engine.compile({ example: cp, cohort: 1 }, device!);
    await program.load(0, member);
    const [snapshot] = await program.measure([{ slot: 0, needs: [] }]);
    expect(snapshot!.losses.objective).not.toBeLessThan(Infinity);
    program.dispose();
  });
});
