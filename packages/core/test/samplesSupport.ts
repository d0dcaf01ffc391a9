/** Small problems of samples: few or many modes, repeated samples, modes that are the same for all. */
import fc from 'fast-check';
import type { SamplesProblem } from '../src/problem.ts';
import type { TasklessConfig } from '../src/factorization/schema.ts';
import { parse } from './support.ts';

/** @param tuples one list of indices per sample */
export const samplesOf = (dims: number[], tuples: number[][], y: number[]): SamplesProblem => ({
  kind: 'samples',
  dims,
  tuples: Uint8Array.from(tuples.flat()),
  y: Float32Array.from(y),
});

export interface SamplesCase {
  readonly config: TasklessConfig;
  readonly problem: SamplesProblem;
}

/** R from 1 to 40; in 'patterned' samples all but a few modes follow one of three prototypes. */
export const randomSamples: fc.Arbitrary<SamplesCase> = fc
  .record({
    modes: fc.array(fc.record({ d: fc.integer({ min: 1, max: 4 }), constant: fc.boolean() }), {
      minLength: 2,
      maxLength: 12,
    }),
    samples: fc.integer({ min: 1, max: 60 }),
    patterned: fc.boolean(),
    components: fc.oneof(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 18, max: 40 })),
    linearOutput: fc.boolean(),
    loss: fc.constantFrom({ kind: 'mse' as const }, { kind: 'huber' as const, threshold: 0.5 }),
    optimizer: fc.constantFrom(
      { kind: 'group-rmsprop' as const },
      { kind: 'adam' as const, learningRate: 0.01 },
      { kind: 'sgd' as const, learningRate: 0.01, momentum: 0.5 },
    ),
    numbers: fc.infiniteStream(fc.nat()),
    seed: fc.nat(),
  })
  .map(({ modes, samples, patterned, components, linearOutput, loss, optimizer, numbers, seed }) => {
    const draw = (bound: number): number => (numbers.next().value as number) % bound;
    const dims = modes.map(({ d }) => d);
    const prototypes = Array.from({ length: 3 }, () => dims.map(draw));
    const tuples = Array.from({ length: samples }, () => {
      const prototype = prototypes[draw(3)]!;
      return modes.map(({ d, constant }, n) => {
        if (constant) return prototypes[0]![n]!;
        return patterned && draw(8) > 0 ? prototype[n]! : draw(d);
      });
    });
    return {
      config: tasklessConfig({
        model: { kind: 'cp', components, linearOutput },
        init: { mean: 0.8, std: 0.3 },
        loss,
        optimizer,
        seed,
      }),
      problem: samplesOf(
        dims,
        tuples,
        tuples.map(() => draw(5) / 2),
      ),
    };
  });

type Input = Omit<Parameters<typeof parse>[0], 'task'>;

/** The schema has no samples: parsed with a task that is then left out. */
export function tasklessConfig(input: Input): TasklessConfig {
  const target = { kind: 'gaussian' as const };
  const { task: _, ...config } = parse({
    ...input,
    task: { kind: 'completion', dims: [2, 2], observed: 1, target },
  });
  return config;
}
