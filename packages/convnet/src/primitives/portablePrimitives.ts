/** Primitives of operations that every backend of TensorFlow.js has. */
import type { Tensor, TensorFlow } from '@ranksweep/engine/tfjs';
import { EPSILON, type Primitives, type Window } from './primitives.ts';

type Tensor4D = ReturnType<TensorFlow['tensor4d']>;
type Tensor1D = ReturnType<TensorFlow['tensor1d']>;

export function portablePrimitives(tf: TensorFlow): Primitives {
  const convolve = (x: Tensor, w: Tensor, stride: number, pads: Pads, dilation = 1): Tensor =>
    tf.conv2d(x as Tensor4D, w as Tensor4D, stride, [[0, 0], pads[0], pads[1], [0, 0]], 'NHWC', dilation);
  const byChannel = (x: Tensor): Tensor => tf.mean(x, [0, 1, 2]);
  const argMax = (x: Tensor, { size, stride }: Window): Tensor =>
    tf.reshape(tf.maxPoolWithArgmax(x as Tensor4D, size, stride, 'valid', true).indexes!, [-1]);

  return {
    tf,
    convolution: (x, w, { stride, pad }) => convolve(x, w, stride, square(pad)),

    /** dy, with stride - 1 zeros between its pixels, convolved with the flipped filter. */
    convolutionInput(dy, w, [, height, width], { stride, pad }) {
      const [K] = w.shape as [number];
      const spread = spreadOut(tf, dy, stride);
      const flipped = tf.transpose(tf.reverse(w, [0, 1]), [0, 1, 3, 2]);
      const before = K - 1 - pad;
      const after = (axis: 1 | 2, size: number): number => size - spread.shape[axis]! + pad;
      return convolve(spread, flipped, 1, [
        [before, after(1, height!)],
        [before, after(2, width!)],
      ]);
    },

    /** Samples take the place of channels: x (C, H, W, B) is convolved with dy (H', W', B, F), whose pixels are stride apart. */
    convolutionFilter(x, dy, [K, , channels, filters], { stride, pad }) {
      const images = tf.transpose(x, [3, 1, 2, 0]);
      const filter = tf.transpose(dy, [1, 2, 0, 3]);
      const dw = convolve(images, filter, 1, square(pad), stride);
      const used = tf.slice(dw, [0, 0, 0, 0], [channels!, K!, K!, filters!]);
      return tf.transpose(used, [1, 2, 0, 3]);
    },

    normalize(x, gamma, beta) {
      const count = x.size / x.shape[3]!;
      const mean = byChannel(x);
      const biased = byChannel(tf.square(tf.sub(x, mean)));
      const [m, v, b, g] = [mean, biased, beta, gamma] as Tensor1D[];
      const y = tf.batchNorm(x as Tensor4D, m!, v!, b, g, EPSILON);
      return { y, mean, variance: tf.mul(biased, count / (count - 1)), rest: [biased] };
    },

    /** dx = gamma r (dy - mean(dy) - x^ mean(dy x^)), r = 1 / sqrt(variance + epsilon), x^ = r (x - mean) */
    normalizeGradient(x, gamma, dy, { mean, rest: [biased] }) {
      const count = x.size / x.shape[3]!;
      const r = tf.rsqrt(tf.add(biased!, EPSILON));
      const normalized = tf.mul(tf.sub(x, mean), r);
      const ofDy = byChannel(dy);
      const ofProduct = byChannel(tf.mul(dy, normalized));
      const dx = tf.mul(tf.sub(tf.sub(dy, ofDy), tf.mul(normalized, ofProduct)), tf.mul(gamma, r));
      return { dx, dGamma: tf.mul(ofProduct, count), dBeta: tf.mul(ofDy, count) };
    },

    relu: (x) => tf.relu(x),
    positive: (dy, y) => tf.mul(dy, tf.step(y)),

    maxPool: (x, { size, stride }) => tf.maxPool(x as Tensor4D, size, stride, 'valid'),
    maxPoolInput: (x, _, dy, window) =>
      tf.reshape(tf.scatterND(tf.expandDims(argMax(x, window), 1), tf.reshape(dy, [-1]), [x.size]), x.shape),
    maxPoolSelect: (x, y, u, window) =>
      tf.reshape(tf.gather(tf.reshape(u, [-1]), argMax(x, window) as Tensor1D), y.shape),
  };
}

type Pads = [[number, number], [number, number]];

const square = (pad: number): Pads => [
  [pad, pad],
  [pad, pad],
];

/** @returns (B, (H - 1) stride + 1, (W - 1) stride + 1, C), with zeros between the pixels */
function spreadOut(tf: TensorFlow, x: Tensor, stride: number): Tensor {
  if (stride === 1) return x;
  const [B, H, W, C] = x.shape as [number, number, number, number];
  const zeros = stride - 1;
  const alongRows = tf.pad(tf.reshape(x, [B * H, W, 1, C]), [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  const along = tf.pad(tf.reshape(alongRows, [B, H, 1, W * stride * C]), [
    [0, 0],
    [0, 0],
    [0, zeros],
    [0, 0],
  ]);
  return tf.slice(
    tf.reshape(along, [B, H * stride, W * stride, C]),
    [0, 0, 0, 0],
    [B, (H - 1) * stride + 1, (W - 1) * stride + 1, C],
  );
}
