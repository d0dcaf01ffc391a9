/** Small configurations of every model, task and loss. */
import fc from 'fast-check';
import { factorizationSchema, type TensorConfig, type TensorInput } from '../src/factorization/schema.ts';

export const parse = (config: TensorInput): TensorConfig => factorizationSchema.parse(config) as TensorConfig;

type Model = TensorInput['model'];

/** Models with dimensions that they fit, by name. */
export const models: Record<string, { model: Model; dims: number[] }> = {
  'matrix L=1': { model: { kind: 'matrix', depth: 1 }, dims: [4, 3] },
  'matrix L=2': { model: { kind: 'matrix', depth: 2 }, dims: [4, 5] },
  'matrix L=4, unequal widths': {
    model: { kind: 'matrix', depth: 4, hiddenWidths: [2, 5, 3] },
    dims: [4, 6],
  },
  'cp order 2': { model: { kind: 'cp', components: 3 }, dims: [4, 3] },
  'cp order 3': { model: { kind: 'cp', components: 5 }, dims: [3, 4, 2] },
  'cp order 5, linear output': {
    model: { kind: 'cp', components: 4, linearOutput: true },
    dims: [2, 3, 1, 2, 2],
  },
  'hierarchical order 4': { model: { kind: 'hierarchical', widths: [3, 4] }, dims: [2, 3, 2, 2] },
  'hierarchical order 3, unary node': { model: { kind: 'hierarchical', widths: [4, 3] }, dims: [3, 2, 3] },
  'hierarchical order 6, ternary': {
    model: { kind: 'hierarchical', widths: [3, 2], poolSize: [3, 2] },
    dims: [2, 2, 2, 2, 1, 2],
  },
  'hierarchical order 5, half': {
    model: { kind: 'hierarchical', widths: [3, 2, 2], pooling: 'half' },
    dims: [2, 2, 2, 2, 2],
  },
  'hierarchical order 3, explicit tree': {
    model: { kind: 'hierarchical', widths: [3, 3], tree: [[1, 3], 2] },
    dims: [2, 3, 2],
  },
  'hierarchical order 4, flat tree': {
    model: { kind: 'hierarchical', widths: [3], tree: [1, 2, 3, 4] },
    dims: [2, 3, 2, 2],
  },
};

const losses: Record<string, TensorInput['loss']> = {
  mse: { kind: 'mse' },
  l1: { kind: 'l1' },
  huber: { kind: 'huber', threshold: 0.5 },
};

const tasks = {
  completion: {},
  'gaussian sensing': { measurements: 'gaussian' },
  'rank-one sensing': { measurements: 'rank-one' },
} as const;

/** Every model x task x loss, small, with entries of order one so that all terms matter. */
export function everyCombination(): [name: string, config: TensorConfig][] {
  return Object.entries(models).flatMap(([model, { model: spec, dims }]) =>
    Object.entries(tasks).flatMap(([task, options]) =>
      Object.entries(losses).map(([loss, lossConfig]): [string, TensorConfig] => {
        const numel = dims.reduce((a, b) => a * b, 1);
        const kind = task === 'completion' ? ('completion' as const) : ('sensing' as const);
        const config = parse({
          model: spec,
          task: {
            kind,
            dims,
            observed: Math.ceil(numel / 2),
            target: { kind: 'gaussian', frobeniusNorm: 3 },
            ...options,
          } as never,
          init: { std: 0.7 },
          loss: lossConfig,
          seed: 5,
        });
        return [`${model}, ${task}, ${loss}`, config];
      }),
    ),
  );
}

/** Random shapes: odd orders, d = 1, R = 1, unequal dimensions, n_obs from 1 to all. */
export const randomConfig: fc.Arbitrary<TensorConfig> = fc
  .record({
    dims: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 }),
    kind: fc.constantFrom('matrix', 'cp', 'hierarchical'),
    task: fc.constantFrom('completion', 'sensing'),
    loss: fc.constantFrom<TensorInput['loss']>(...Object.values(losses)),
    width: fc.integer({ min: 1, max: 9 }),
    depth: fc.integer({ min: 1, max: 4 }),
    poolSize: fc.integer({ min: 2, max: 3 }),
    pooling: fc.constantFrom('checkerboard' as const, 'half' as const),
    linearOutput: fc.boolean(),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    optimizer: fc.constantFrom<TensorInput['optimizer']>(
      { kind: 'group-rmsprop' },
      { kind: 'sgd', learningRate: 0.05 },
      { kind: 'sgd', learningRate: 0.02, momentum: 0.9 },
      { kind: 'adam', learningRate: 0.01 },
    ),
    seed: fc.nat(),
  })
  .map(
    ({
      dims: anyDims,
      kind,
      task,
      loss,
      width,
      depth,
      poolSize,
      pooling,
      linearOutput,
      share,
      optimizer,
      seed,
    }) => {
      const dims = kind === 'matrix' ? anyDims.slice(0, 2) : anyDims;
      const numel = dims.reduce((a, b) => a * b, 1);
      let layers = 0;
      for (let n = dims.length; n > 1; n = Math.ceil(n / poolSize)) layers++;
      const model: Model =
        kind === 'matrix'
          ? { kind, depth, hiddenWidths: Array.from({ length: depth - 1 }, (_, l) => 1 + ((width + l) % 6)) }
          : kind === 'cp'
            ? { kind, components: width, linearOutput }
            : {
                kind: 'hierarchical',
                widths: Array.from({ length: layers }, (_, l) => 1 + ((width + l) % 9)),
                pooling,
                poolSize,
              };
      return parse({
        model,
        task: {
          kind: task as 'completion',
          dims,
          observed: Math.max(1, Math.round(share * numel)),
          target: { kind: 'gaussian', frobeniusNorm: 2 },
        },
        init: { std: 0.6 },
        loss,
        optimizer,
        seed,
      });
    },
  );
