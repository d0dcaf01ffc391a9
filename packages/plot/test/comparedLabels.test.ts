import { factorizationSchema, type FactorizationConfig } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { runLabels, sweepLabels, type ComparedSweep } from '../src/index.ts';

const part = (std: number, axes: object = {}, seeds = [0]): object => ({
  base: { init: { std }, model: { kind: 'cp' } },
  axes,
  seeds,
});
const sweep = (id: number, parts: object, more: Partial<ComparedSweep> = {}): ComparedSweep => ({
  id,
  name: 'a',
  preset: 'quick',
  spec: { parts },
  ...more,
});

describe('labels of sweeps', () => {
  it('tell what differs, once where it is alike in all parts', () => {
    const parts = (std: number): object => ({ x: part(std), y: part(std) });
    expect(sweepLabels([sweep(1, parts(0.1)), sweep(4, parts(0.01))])).toEqual([
      'sweep:1 init.std=0.1',
      'sweep:4 init.std=0.01',
    ]);
  });

  it('name the part where it differs there alone', () => {
    const labels = sweepLabels([
      sweep(1, { x: part(0.1), y: part(0.1) }),
      sweep(2, { x: part(0.2), y: part(0.1) }),
    ]);
    expect(labels).toEqual(['sweep:1 x.init.std=0.1', 'sweep:2 x.init.std=0.2']);
  });

  it('have the values of axes, and seeds', () => {
    const labels = sweepLabels([
      sweep(1, { x: part(0.1) }),
      sweep(2, { x: part(0.1, { 'init.std': [0.1, 0.2] }, [0, 1]) }),
    ]);
    expect(labels).toEqual(['sweep:1 init.std=0.1 seed=0', 'sweep:2 init.std=0.1,0.2 seed=0,1']);
  });

  it('tell names and presets in place of all that follows from them', () => {
    expect(
      sweepLabels([
        sweep(1, { x: part(0.1) }),
        sweep(2, { x: part(0.2) }, { preset: 'paper' }),
        sweep(3, { y: part(0.2) }, { name: 'b' }),
      ]),
    ).toEqual(['sweep:1 a preset=quick', 'sweep:2 a preset=paper', 'sweep:3 b preset=quick']);
  });

  it('end after three differences', () => {
    const base = (n: number): object => ({ x: { base: { a: n, b: n, c: n, d: n, e: n } } });
    expect(sweepLabels([sweep(1, base(1)), sweep(2, base(2))])[1]).toBe('sweep:2 a=2 b=2 c=2 and 2 more');
  });

  it('stand what anyone may have written', () => {
    expect(sweepLabels([sweep(1, {}), { ...sweep(2, {}), spec: { parts: [1] } }])).toEqual([
      'sweep:1',
      'sweep:2',
    ]);
    expect(sweepLabels([sweep(1, { x: 3 }), { ...sweep(2, {}), spec: null }])).toHaveLength(2);
  });
});

it('labels of runs tell what differs in their trajectories, and seeds', () => {
  const config = (std: number, seed: number, maxIterations: number): FactorizationConfig =>
    factorizationSchema.parse({
      model: { kind: 'cp', components: 8 },
      task: { kind: 'completion', dims: [4, 4, 4], observed: 20, target: { kind: 'cp', rank: 2 } },
      init: { std },
      seed,
      stop: { maxIterations },
    });
  expect(
    runLabels([
      { runId: 3, config: config(0.1, 0, 100) },
      { runId: 17, config: config(0.01, 5, 200) },
    ]),
  ).toEqual(['run:3 init.std=0.1 seed=0', 'run:17 init.std=0.01 seed=5']);
});
