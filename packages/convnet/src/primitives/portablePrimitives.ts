/** Primitives of operations that every backend of TensorFlow.js has. */
import type { Tensor, TensorFlow } from '@ranksweep/engine/tfjs';
import { EPSILON, type Primitives, type Window } from './primitives.ts';

type Tensor4D = ReturnType<TensorFlow['tensor4d']>;
type Tensor1D = ReturnType<TensorFlow['tensor1d']>;

export function portablePrimitives(tf: TensorFlow): Primitives {
  const convolve = (x: Tensor, w: Tensor, stride: number, pads: Pads, dilation = 1): Tensor =>
    tf.conv2d(x as Tensor4D, w as Tensor4D, stride, [[0, 0], pads[0], pads[1], [0, 0]], 'NHWC', dilation);
  const byChannel = (x: Tensor): Tensor => tf.mean(x, [0, 1, 2]);
  /** By place in the window, (B, H', W', C): 1 where the number there is the largest of the window, and the first such. */
  const firstLargest = (x: Tensor, y: Tensor, window: Window): Tensor[] => {
    let isOpen = tf.onesLike(y);
    return placesOf(window).map((place) => {
      const isLargest = tf.mul(isOpen, tf.cast(tf.equal(atPlace(tf, x, place, y, window), y), 'float32'));
      isOpen = tf.sub(isOpen, isLargest);
      return isLargest;
    });
  };

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
    // TensorFlow.js's own kernels for the place of the largest number disagree where several are equal, and one is wrong.
    maxPoolInput: (x, y, dy, window) =>
      tf.addN(
        firstLargest(x, y, window).map((isLargest, i) =>
          fromPlace(tf, tf.mul(dy, isLargest), placesOf(window)[i]!, x, window),
        ),
      ),
    maxPoolSelect: (x, y, u, window) =>
      tf.addN(
        firstLargest(x, y, window).map((isLargest, i) =>
          tf.mul(isLargest, atPlace(tf, u, placesOf(window)[i]!, y, window)),
        ),
      ),
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

type Place = readonly [row: number, column: number];

/** Of a window, row by row. */
const placesOf = ({ size }: Window): Place[] =>
  Array.from({ length: size * size }, (_, i) => [Math.floor(i / size), i % size]);

/** What x has at one place of each window: shaped as y. */
function atPlace(tf: TensorFlow, x: Tensor, [row, column]: Place, y: Tensor, { stride }: Window): Tensor {
  const [B, H, W, C] = y.shape as [number, number, number, number];
  const end = [B, row + (H - 1) * stride + 1, column + (W - 1) * stride + 1, C];
  return tf.stridedSlice(x, [0, row, column, 0], end, [1, stride, stride, 1]);
}

/** The transpose of `atPlace`: zeros shaped as x, with y at that place of each window. */
function fromPlace(tf: TensorFlow, y: Tensor, [row, column]: Place, x: Tensor, { stride }: Window): Tensor {
  const spread = spreadOut(tf, y, stride);
  const after = (axis: 1 | 2, before: number): [number, number] => [
    before,
    x.shape[axis]! - before - spread.shape[axis]!,
  ];
  return tf.pad(spread, [[0, 0], after(1, row), after(2, column), [0, 0]]);
}
