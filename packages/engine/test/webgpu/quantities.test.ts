/** What the device finds for metrics, beside what the host finds from the same parameters and the same end tensor. */
import {
  need,
  plainQuantities,
  prepareWorkload,
  type Need,
  type Quantities,
  type Snapshot,
  type TensorInput,
} from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { parse } from '../../../core/test/support.ts';
import { initialState } from '../../src/index.ts';
import { webgpuEngine } from '../../src/webgpu/webgpuEngine.ts';
import { noVulkan } from '../vulkan.ts';

const completion = (dims: number[], observed: number): TensorInput['task'] => ({
  kind: 'completion',
  dims,
  observed,
  target: { kind: 'gaussian', frobeniusNorm: 9 },
});

/** Training has the whole end tensor only where all entries are observed. */
const inputs: Record<string, TensorInput> = {
  'all entries of a matrix': {
    model: { kind: 'matrix', depth: 2 },
    task: completion([24, 18], 24 * 18),
    init: { std: 0.3 },
  },
  'few entries of a tensor': {
    model: { kind: 'cp', components: 20 },
    task: completion([20, 5, 4], 60),
    init: { std: 0.5 },
  },
};

const SLOTS = [1, 2];

describe.skipIf(noVulkan)('quantities', () => {
  it.each(Object.entries(inputs))('of %s', async (_, input) => {
    const workload = prepareWorkload(parse(input));
    const { network, problem } = workload;
    const engine = webgpuEngine();
    const device = (await engine.devices())[0]!;
    const program = await engine.compile({ example: workload, cohort: 3 }, device);
    for (const slot of SLOTS) {
      const seeded = { ...workload, config: { ...workload.config, seed: slot } };
      await program.load(slot, { workload: seeded, state: initialState(seeded) });
    }
    await program.advance(3);
    const matrices = network.parameters.map((_shape, k) => k);
    const spectra = [[1], network.dims.length > 2 ? [3, 2] : [2]];
    const needs: Need[] = [
      ...spectra.map((modes) => need('singularValues', modes)),
      ...matrices.flatMap((k) => [
        need('squaredColumnNorms', k),
        need('squaredRowNorms', k),
        need('radialDerivatives', k),
        need('parameter', k),
      ]),
      need('endTensor'),
      need('endGradient'),
      need('frobeniusNorm'),
      need('reconstructionError'),
    ];
    // In the opposite order, and with other needs before.
    await program.measure([{ slot: 2, needs: [need('squaredRowNorms', 0), need('singularValues', [2])] }]);
    const snapshots = await program.measure(SLOTS.toReversed().map((slot) => ({ slot, needs })));
    for (const snapshot of snapshots) {
      const expected = hostQuantities(snapshot);
      for (const k of matrices) {
        expectNear(snapshot.of(need('squaredColumnNorms', k)), expected.squaredColumnNorms(k));
        expectNear(snapshot.of(need('squaredRowNorms', k)), expected.squaredRowNorms(k));
      }
      for (const modes of spectra) {
        expectNear(snapshot.of(need('singularValues', modes)), expected.singularValues(modes));
      }
      expect(snapshot.of(need('frobeniusNorm'))).toBe(expected.frobeniusNorm());
      expect(snapshot.of(need('reconstructionError'))).toBe(expected.reconstructionError());
      // Stretching all of one factor stretches W_e.
      const tensor = snapshot.of(need('endTensor'));
      const along = Array.from(snapshot.of(need('endGradient'))).reduce(
        (sum, g, at) => sum + g * tensor[at]!,
        0,
      );
      for (const k of matrices) {
        const total = snapshot.of(need('radialDerivatives', k)).reduce((sum, x) => sum + x, 0);
        expect(Math.abs(total - along)).toBeLessThan(1e-5 * Math.max(1, Math.abs(along)));
      }
    }
    const [first, second] = snapshots.map((snapshot) => snapshot.of(need('frobeniusNorm')));
    expect(first).not.toBe(second);
    program.dispose();

    function hostQuantities(snapshot: Snapshot): Quantities {
      return plainQuantities({
        network,
        problem,
        predictions: () => [],
        testPredictions: () => [],
        parameter: (k) => snapshot.of(need('parameter', k)),
        gradient: () => [],
        endTensor: () => snapshot.of(need('endTensor')),
        endGradient: () => snapshot.of(need('endGradient')),
      });
    }
  });
});

/** Errors are sums of roundings of the largest number. */
function expectNear(found: Float64Array, expected: Float64Array): void {
  expect(found.length).toBe(expected.length);
  const bound = 4e-6 * Math.max(...expected);
  found.forEach((x, i) => expect(Math.abs(x - expected[i]!)).toBeLessThanOrEqual(bound));
}
