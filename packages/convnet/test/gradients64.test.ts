/** Derivatives of first and second order in double precision: of every operation, and of small networks with the penalty. */
import './support/float64.ts';
import { describe, expect, it } from 'vitest';
import { start } from './support/backends.ts';

// What TensorFlow.js computes with has to be loaded after the replacement.
const { primitivesOf } = await import('../src/primitives/primitivesOf.ts');
const { derivativeErrors, operations } = await import('./support/operations.ts');
const { directionalErrors } = await import('./support/directions.ts');

const backend = await start('tfjs-cpu');
const on = primitivesOf(backend);

describe('operations', () => {
  it.each(operations)('$name', (operation) => {
    const { first, second } = backend.compute(() => derivativeErrors(on, operation, 1e-5));
    expect(first).toBeLessThan(1e-8);
    expect(second).toBeLessThan(1e-8);
  });
});

describe('networks with the penalty', () => {
  it('residual blocks', () => {
    const stages = [
      { channels: 3, blocks: 2, stride: 1 },
      { channels: 4, blocks: 1, stride: 2 },
    ];
    const stem = { channels: 3, size: 3, stride: 2, pool: false };
    const layout = { stem, stages, bottleneck: false };
    const errors = backend.compute(() => directionalErrors(on, { layout, h: 1e-7, directions: 3 }));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });

  it('bottlenecks and pooling', () => {
    const stages = [{ channels: 2, blocks: 2, stride: 1 }];
    const layout = { stem: { channels: 3, size: 3, stride: 1, pool: true }, stages, bottleneck: true };
    const errors = backend.compute(() => directionalErrors(on, { layout, h: 1e-7, directions: 3 }));
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});
