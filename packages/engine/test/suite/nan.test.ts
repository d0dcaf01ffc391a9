/** WebAssembly leaves the sign and the payload of a NaN to the processor; what is stored must not depend on it. */
import { prepareWorkload, type FactorizationInput } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { createEngine, initialState } from '../../src/index.ts';
import { parse } from '../../../core/test/support.ts';
import { engines } from './engines.ts';
import { inCohorts, start, startAt } from './start.ts';

const CANONICAL = 0x7fc00000;
const bitsOf = ({ buffer, byteOffset, length }: Float32Array): number[] => [
  ...new Uint32Array(buffer, byteOffset, length),
];
const completion: FactorizationInput['task'] = {
  kind: 'completion',
  dims: [4, 4],
  observed: 8,
  target: { kind: 'gaussian', frobeniusNorm: 3 },
};

describe.each(inCohorts(engines))('%s in a cohort of %i', (name, cohort) => {
  it('gives every NaN of a state the same bits, and leaves all other numbers alone', async () => {
    const config = parse({
      model: { kind: 'matrix' },
      task: completion,
      init: { std: 1 },
      optimizer: { kind: 'sgd', learningRate: 0.01, momentum: 0.9 },
    });
    const workload = prepareWorkload(config);
    const state = initialState(workload);
    const bits = new Uint32Array((state.parameters as Float32Array).buffer);
    bits.set([0xffc00001, 0x7fc12345, 0xff800000, 0x80000000]); // two NaNs, -Infinity, -0
    const slot = new Uint32Array((state.slots[0] as Float32Array).buffer);
    slot[1] = 0xffc00000;
    const program = await startAt(createEngine(name), workload, cohort, state);
    const after = await program.state();
    program.dispose();
    const expected = [CANONICAL, CANONICAL, ...bits.slice(2)];
    expect(bitsOf(after.parameters as Float32Array)).toEqual(expected);
    expect(bitsOf(after.slots[0] as Float32Array)).toEqual([...slot].with(1, CANONICAL));
  });

  it('gives the canonical NaN of a run that has diverged', async () => {
    const config = parse({
      model: { kind: 'matrix' },
      task: completion,
      init: { std: 1 },
      optimizer: { kind: 'sgd', learningRate: 1e30 },
    });
    const program = await start(createEngine(name), config, cohort);
    await program.advance(20);
    const state = await program.state();
    program.dispose();
    const bits = bitsOf(state.parameters as Float32Array);
    const notNumbers = [...(state.parameters as Float32Array)].flatMap((value, i) =>
      Number.isNaN(value) ? [bits[i]] : [],
    );
    expect(notNumbers.length).toBeGreaterThan(0);
    expect(new Set(notNumbers)).toEqual(new Set([CANONICAL]));
  });
});
