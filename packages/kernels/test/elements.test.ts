// Element-wise kernels, sums to one number and optimizer updates against their slow twins.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadKernels } from '../src/index.ts';
import { floats, integers, multiplyAddOf } from './float32.ts';
import { expectSameBits, GuardedMemory } from './guardedMemory.ts';
import * as slow from './slowKernels.ts';
import { size, surroundings, variants } from './variants.ts';

const vector = fc.record({ count: size(90), ...surroundings });
const round = Math.fround;

describe.each(variants)('elements, %s', (variant) => {
  const kernels = loadKernels(variant);
  const fma = multiplyAddOf(variant);

  test('maskedResidual', () => {
    fc.assert(
      fc.property(vector, ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [y, target] = [floats(count, next, flavour), floats(count, next, flavour)];
        const mask = Int32Array.from({ length: count }, () => -(next() % 2));
        const out = memory.output(count);
        kernels.maskedResidual(count, memory.input(y), memory.input(target), memory.input(mask), out);
        expectSameBits(memory.read(out, count), slow.maskedResidual(y, target, mask));
      }),
    );
  });

  test('scale, absoluteGradient, huberGradient', () => {
    fc.assert(
      fc.property(vector, ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const r = floats(count, next, flavour);
        const [factor, threshold] = [round(-0.3), Math.abs(floats(1, next, 'ordinary')[0]!)];
        const input = memory.input(r);
        const outs = [memory.output(count), memory.output(count), memory.output(count)] as const;
        kernels.scale(count, input, factor, outs[0]);
        kernels.absoluteGradient(count, input, factor, outs[1]);
        kernels.huberGradient(count, input, threshold, factor, outs[2]);
        expectSameBits(memory.read(outs[0], count), slow.scale(r, factor));
        expectSameBits(memory.read(outs[1], count), slow.absoluteGradient(r, factor));
        expectSameBits(memory.read(outs[2], count), slow.huberGradient(r, threshold, factor));
      }),
      { numRuns: 200 },
    );
  });

  test('sumOfSquares, sumOfAbsolutes, sumOfHuber', () => {
    fc.assert(
      fc.property(vector, ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const x = floats(count, next, flavour);
        const threshold = Math.abs(floats(1, next, 'ordinary')[0]!);
        const input = memory.input(x);
        expectSameBits(
          [
            kernels.sumOfSquares(count, input),
            kernels.sumOfAbsolutes(count, input),
            kernels.sumOfHuber(count, input, threshold),
          ],
          [slow.sumOfSquares(fma, x), slow.sumOfAbsolutes(x), slow.sumOfHuber(x, threshold)],
        );
      }),
      { numRuns: 300 },
    );
  });

  test('sgdUpdate, momentumUpdate', () => {
    fc.assert(
      fc.property(vector, ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [p, g, velocity] = [0, 1, 2].map(() => floats(count, next, flavour)) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        const [step, momentum] = [round(0.01), round(0.9)];
        const gradient = memory.input(g);
        const plain = memory.output(count, p);
        kernels.sgdUpdate(count, plain, gradient, step);
        expectSameBits(memory.read(plain, count), slow.sgdUpdate(fma, p, g, step));

        const [heavy, speed] = [memory.output(count, p), memory.output(count, velocity)];
        kernels.momentumUpdate(count, heavy, gradient, speed, momentum, step);
        const expected = slow.momentumUpdate(fma, p, g, velocity, momentum, step);
        expectSameBits(memory.read(heavy, count), expected.p);
        expectSameBits(memory.read(speed, count), expected.velocity);
      }),
    );
  });

  test('adamUpdate', () => {
    fc.assert(
      fc.property(vector, ({ count, seed, flavour, shift }) => {
        const next = integers(seed);
        const memory = new GuardedMemory(kernels, shift);
        const [p, g, m] = [0, 1, 2].map(() => floats(count, next, flavour)) as [
          Float32Array,
          Float32Array,
          Float32Array,
        ];
        const v = floats(count, next, flavour).map(Math.abs);
        const constants = {
          beta1: round(0.9),
          oneMinusBeta1: round(1 - 0.9),
          beta2: round(0.999),
          oneMinusBeta2: round(1 - 0.999),
          step: round(0.01),
          inverseSqrtBias2: round(5.7),
          epsilon: round(1e-8),
        };
        const [pp, pm, pv] = [memory.output(count, p), memory.output(count, m), memory.output(count, v)];
        const c = constants;
        kernels.adamUpdate(
          count,
          pp,
          memory.input(g),
          pm,
          pv,
          c.beta1,
          c.oneMinusBeta1,
          c.beta2,
          c.oneMinusBeta2,
          c.step,
          c.inverseSqrtBias2,
          c.epsilon,
        );
        const expected = slow.adamUpdate(fma, p, g, m, v, constants);
        expectSameBits(memory.read(pp, count), expected.p);
        expectSameBits(memory.read(pm, count), expected.m);
        expectSameBits(memory.read(pv, count), expected.v);
      }),
    );
  });

  test('a mask hides NaN outside of it and lets NaN inside through', () => {
    const memory = new GuardedMemory(kernels, 0);
    const out = memory.output(3);
    const y = memory.input(Float32Array.of(NaN, NaN, 2));
    kernels.maskedResidual(
      3,
      y,
      memory.input(Float32Array.of(1, 1, 1)),
      memory.input(Int32Array.of(0, -1, -1)),
      out,
    );
    expect([...memory.read(out, 3)]).toEqual([0, NaN, 1]);
  });
});
