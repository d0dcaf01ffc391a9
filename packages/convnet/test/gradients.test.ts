/** Derivatives of first and second order against finite differences, on every backend that this machine has. */
import { describe, expect, it } from 'vitest';
import { primitivesOf } from '../src/primitives/primitivesOf.ts';
import { backendsHere, start } from './support/backends.ts';
import { derivativeErrors, operations } from './support/operations.ts';

const STEP = 5e-3;
const TOLERANCE = 1e-2;

describe.each(backendsHere)('%s', (name) => {
  it.each(operations)('$name', async (operation) => {
    const backend = await start(name);
    const on = primitivesOf(backend);
    const { first, second } = backend.compute(() => derivativeErrors(on, operation, STEP));
    expect(first).toBeLessThan(TOLERANCE);
    expect(second).toBeLessThan(TOLERANCE);
  });
});
