/** Convolutional arithmetic circuits are hierarchical factorizations: the same values and gradients as core's float64 reference. */
import { endTensor, forwardEntry, RandomStream } from '@ranksweep/core';
import { cpuDevice, startBackend, type Backend } from '@ranksweep/engine/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { convAc, type ConvAc } from '../src/convAc/convAc.ts';
import { gradientTensors, Variable } from '../src/gradients/variable.ts';
import { initialParameters } from '../src/network/initialize.ts';
import { primitivesOf } from '../src/primitives/primitivesOf.ts';
import { trainingPass } from '../src/training/passes.ts';
import { initialState } from '../src/training/state.ts';
import { Training } from '../src/training/training.ts';
import { circuitOf, nested, pooled } from './support/circuits.ts';

describe.each(['tfjs-cpu', 'tfjs-wasm'])('a convolutional arithmetic circuit on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await startBackend(name, cpuDevice());
  });

  /** Logits of images (B, H, W, C), and the gradients of their sum with respect to parameters and images. */
  function computed(
    network: ConvAc,
    parameters: readonly Float32Array[],
    images: Float32Array,
    [height, width, channels]: readonly [number, number, number],
  ): { logits: ArrayLike<number>; parameters: Float32Array[]; images: ArrayLike<number> } {
    return backend.compute(() => {
      const on = primitivesOf(backend);
      const shape: [number, number, number, number] = [
        images.length / (height * width * channels),
        height,
        width,
        channels,
      ];
      const x = new Variable(on, on.tf.tensor4d(images, shape));
      const variables = new Map(
        network.parameters.map(({ name: key, shape: of }, i) => [
          key,
          new Variable(on, on.tf.tensor(parameters[i]!, [...of])),
        ]),
      );
      const z = network.logits(x, trainingPass(variables, { seed: 0, pass: 'only' }));
      const [ofImages, ...rest] = gradientTensors(z, [x, ...variables.values()]);
      return {
        logits: z.tensor.dataSync(),
        images: ofImages!.dataSync(),
        parameters: rest.map((gradient) => Float32Array.from(gradient.dataSync())),
      };
    });
  }

  const close = (found: ArrayLike<number>, expected: ArrayLike<number>): void => {
    expect(found).toHaveLength(expected.length);
    const largest = Math.max(1e-30, ...Array.from(expected, Math.abs));
    const worst = Math.max(...Array.from(expected, (value, i) => Math.abs(found[i]! - value)));
    expect(worst / largest).toBeLessThan(2e-5);
  };

  it('has the entries of the end tensor as its logits, and their gradients', () => {
    fc.assert(
      fc.property(fc.oneof(pooled, nested), fc.nat(1000), (of, seed) => {
        const network = circuitOf(of);
        const { factorization } = network;
        const parameters = initialParameters(network, seed);
        const matrices = network.matrices(parameters);
        const stream = new RandomStream(seed, 'indices');
        const tuples = Array.from({ length: 5 }, () => factorization.dims.map((d) => stream.integer(d)));
        const oneHot = tuples.flatMap((index) =>
          index.flatMap((i) => Array.from({ length: of.M }, (_, d) => Number(i === d))),
        );
        const found = computed(network, parameters, Float32Array.from(oneHot), [1, of.order, of.M]);
        const gradients = matrices.map((matrix) => new Float64Array(matrix.length));
        const entries = tuples.map((index) => {
          const entry = forwardEntry(factorization, matrices, index);
          entry.backward(1, gradients);
          return entry.value;
        });
        close(found.logits, entries);
        const ofNodes = network.matrices(found.parameters);
        close(
          Float64Array.from(ofNodes.flatMap((one) => [...one])),
          gradients.flatMap((one) => [...one]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('contracts the end tensor with the vectors of the patches, and so do its gradients', () => {
    fc.assert(
      fc.property(fc.oneof(pooled, nested), fc.nat(1000), (of, seed) => {
        const network = circuitOf(of);
        const { dims } = network.factorization;
        const parameters = initialParameters(network, seed);
        const W = endTensor(network.factorization, network.matrices(parameters));
        const v = new RandomStream(seed, 'vectors').gaussians(of.order * of.M);
        const found = computed(network, parameters, Float32Array.from(v), [1, of.order, of.M]);
        const gradient = new Float64Array(v.length);
        let logit = 0;
        W.forEach((w, position) => {
          const index = dims.map((d, n) => Math.floor(position / d ** (dims.length - 1 - n)) % d);
          const factors = index.map((i, n) => v[n * of.M + i]!);
          logit += factors.reduce((product, factor) => product * factor, w);
          index.forEach((i, n) => {
            gradient[n * of.M + i]! += factors.reduce(
              (product, factor, m) => (m === n ? product : product * factor),
              w,
            );
          });
        });
        // What cancels is lost in float32: errors are measured against the sizes of the terms.
        const scale = Math.max(...Array.from(gradient, Math.abs), Math.abs(logit), 1e-30);
        expect(Math.abs(found.logits[0]! - logit) / scale).toBeLessThan(1e-4);
        gradient.forEach((value, i) => expect(Math.abs(found.images[i]! - value) / scale).toBeLessThan(1e-4));
      }),
      { numRuns: 20 },
    );
  });

  it('takes the pixels of patches, row by row, or functions of them that all patches share', () => {
    const image = { height: 4, width: 6, channels: 2 };
    const images = Float32Array.from(new RandomStream(0, 'images').gaussians(2 * 4 * 6 * 2));
    const tree = { pooling: 'checkerboard', poolSize: 6, widths: [3], image, patch: 2 } as const;
    const patch = (image: number, n: number): number[] =>
      [0, 1].flatMap((i) =>
        [0, 1].flatMap((j) =>
          [0, 1].map((c) => images[((image * 4 + 2 * Math.floor(n / 3) + i) * 6 + 2 * (n % 3) + j) * 2 + c]!),
        ),
      );
    const plain = convAc({ ...tree, widths: [3], channels: 0, init: { scheme: 'gaussian', std: 0.6 } });
    const features = convAc({ ...tree, widths: [3], channels: 4, init: { scheme: 'gaussian', std: 0.6 } });
    const parameters = { plain: initialParameters(plain, 1), features: initialParameters(features, 1) };
    /** Of one join: the sum over r of the products of A_n^T v_n, by the root's matrix. */
    const logit = (matrices: readonly Float64Array[], v: readonly number[][]): number => {
      const root = matrices.at(-1)!;
      return Array.from(root, (w, r) =>
        v.reduce(
          (product, vector, n) =>
            product * vector.reduce((sum, x, m) => sum + x * matrices[n]![m * 3 + r]!, 0),
          w,
        ),
      ).reduce((sum, term) => sum + term, 0);
    };
    const [weight, bias] = parameters.features as [Float32Array, Float32Array];
    const feature = (x: readonly number[]): number[] =>
      Array.from(bias, (b, m) =>
        Math.max(
          0,
          x.reduce((sum, value, k) => sum + value * weight[k * 4 + m]!, b),
        ),
      );
    const vectors = [0, 1].map((one) => Array.from({ length: 6 }, (_, n) => patch(one, n)));
    close(
      computed(plain, parameters.plain, images, [4, 6, 2]).logits,
      vectors.map((v) => logit(plain.matrices(parameters.plain), v)),
    );
    close(
      computed(features, parameters.features, images, [4, 6, 2]).logits,
      vectors.map((v) => logit(features.matrices(parameters.features), v.map(feature))),
    );
  });
});

describe('initial matrices', () => {
  it.each([1, 8, 64])(
    'average the products of a node by scheme unit: logits near 1 of %i x 8 patches',
    async (height) => {
      const image = { height, width: 8, channels: 1 };
      const network = convAc({
        image,
        patch: 1,
        channels: 16,
        init: { scheme: 'unit', std: 0.1 },
        pooling: 'checkerboard',
        poolSize: 8,
        widths: new Array<number>(Math.log2(8 * height) / 3).fill(16),
      });
      const state = initialState(network, 0);
      const optimizer = { learningRate: 1, momentum: 0, weightDecay: 0 };
      const training = new Training(
        await startBackend('tfjs-cpu', cpuDevice()),
        { network, image, lambda: 0, optimizer },
        state,
      );
      const [logit] = await training.logits(new Float32Array(8 * height));
      expect(Math.abs(logit! - 1)).toBeLessThan(0.2);
      training.dispose();
    },
  );
});

describe('patches', () => {
  const options = {
    image: { height: 8, width: 12, channels: 1 },
    channels: 4,
    init: { scheme: 'gaussian', std: 0.6 },
    pooling: 'checkerboard',
    poolSize: 2,
  } as const;

  it('divide the image', () => {
    expect(() => convAc({ ...options, patch: 5, widths: [2] })).toThrow(
      'model.patch: expected a size that divides an image of 8 x 12 pixels into several patches, found 5',
    );
    expect(() =>
      convAc({ ...options, image: { ...options.image, width: 8 }, patch: 8, widths: [2] }),
    ).toThrow('several');
  });

  it('are the modes, so that trees and widths must fit to them', () => {
    expect(() => convAc({ ...options, patch: 4, widths: [2] })).toThrow('widths: expected 3');
    expect(convAc({ ...options, patch: 4, widths: [2, 3, 4] }).factorization.dims).toEqual([
      4, 4, 4, 4, 4, 4,
    ]);
  });
});
