/** Derivatives of the whole objective, the penalty included, along directions in the space of the parameters. */
import { gradientTensors, Variable } from '../../src/gradients/variable.ts';
import { resNet, type ResNetLayout } from '../../src/network/resNet.ts';
import type { Primitives } from '../../src/primitives/primitives.ts';
import { objective, type Objective } from '../../src/training/objective.ts';
import { hashedNumbers, hashedParameters } from './formula.ts';

export interface DirectionsOptions {
  readonly layout: ResNetLayout;
  /** How far differences go, as a share of the parameters' norms. */
  readonly h: number;
  readonly directions: number;
  readonly image?: { readonly height: number; readonly width: number; readonly channels: number };
  readonly batch?: number;
  /** Runs before each evaluation. */
  readonly before?: () => void;
}

/**
 * A direction is the gradient, each number of it times one between -1 and 3, and as long as each parameter: along directions that have
 * nothing to do with the gradient, differences are made of higher orders.
 * @returns for each direction, |derivative - central difference| / |central difference|
 */
export function directionalErrors(on: Primitives, options: DirectionsOptions): number[] {
  const { layout, h, directions, image = { height: 9, width: 12, channels: 2 }, batch = 4, before } = options;
  const { tf } = on;
  const network = resNet({ ...layout, imageChannels: image.channels });
  const shape: [number, number, number, number] = [batch, image.height, image.width, image.channels];
  const x = tf.tensor4d(hashedNumbers(batch * image.height * image.width * image.channels, 1000), shape);
  const t = tf.tensor1d(Float32Array.from({ length: batch }, (_, i) => i % 2));
  const half = { top: 0, height: image.height, width: Math.floor(image.width / 2) };
  const patches = [
    { ...half, left: 0 },
    { ...half, left: half.width },
  ] as const;
  const start = hashedParameters(network);

  const at = (direction: Float32Array[] | undefined, step: number): [Map<string, Variable>, Objective] => {
    before?.();
    const parameters = new Map(
      network.parameters.map(({ name, shape: of }, i) => {
        const w = tf.tensor(start[i]!, [...of]);
        const moved =
          direction === undefined ? w : tf.add(w, tf.mul(tf.tensor(direction[i]!, [...of]), step));
        return [name, new Variable(on, moved)];
      }),
    );
    const settings = { network, parameters, lambda: 3, patches, dropoutSeed: 0 };
    return [parameters, objective(new Variable(on, x), t, settings)];
  };
  const within = <Result>(compute: () => Result): Result => {
    let result: { readonly value: Result } | undefined;
    tf.tidy(() => {
      result = { value: compute() };
    });
    return result!.value;
  };
  const gradient = within(() => {
    const [parameters, base] = at(undefined, 0);
    return gradientTensors(base.value, [...parameters.values()]).map((one) =>
      one.dataSync<'float32'>().slice(),
    );
  });

  return Array.from({ length: directions }, (_, number) => {
    const direction = start.map((w, i) => {
      const d = hashedNumbers(w.length, 5000 + 100 * number + i).map(
        (u, j) => (1 + 4 * u) * gradient[i]![j]!,
      );
      const factor = normOf(w) / normOf(d);
      return d.map((value) => value * factor);
    });
    const value = (step: number): number => within(() => at(direction, step)[1].value.tensor.dataSync()[0]!);
    const expected = (value(h) - value(-h)) / (2 * h);
    const found = gradient.reduce((sum, one, i) => sum + inner(one, direction[i]!), 0);
    return Math.abs(found - expected) / Math.abs(expected);
  });
}

function inner(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const normOf = (a: Float32Array): number => Math.sqrt(inner(a, a));
