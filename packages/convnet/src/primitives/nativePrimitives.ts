/** Primitives of TensorFlow's own kernels, which TensorFlow.js does not name but its native binding runs. */
import type { Tensor, TensorFlow } from '@ranksweep/engine/tfjs';
import { EPSILON, type Geometry, type Primitives, type Window } from './primitives.ts';

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** What the native backend offers beside its kernels. */
interface NativeBackend {
  readonly binding: Readonly<
    Record<`TF_ATTR_${'INT' | 'STRING' | 'BOOL' | 'FLOAT' | 'TYPE'}` | 'TF_FLOAT', number>
  >;
  executeMultipleOutputs(name: string, attributes: Attribute[], inputs: Tensor[], outputs: number): Tensor[];
}

export function nativePrimitives(tf: TensorFlow): Primitives {
  const backend = tf.backend() as unknown as NativeBackend;
  const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_ATTR_FLOAT, TF_ATTR_TYPE, TF_FLOAT } =
    backend.binding;
  const integers = (name: string, value: readonly number[]): Attribute => ({
    name,
    type: TF_ATTR_INT,
    value,
  });
  const text = (name: string, value: string): Attribute => ({ name, type: TF_ATTR_STRING, value });
  const type = (name: string): Attribute => ({ name, type: TF_ATTR_TYPE, value: TF_FLOAT });
  const format = text('data_format', 'NHWC');

  const ofConvolution = (stride: number, padding: Attribute[]): Attribute[] => [
    type('T'),
    integers('strides', [1, stride, stride, 1]),
    integers('dilations', [1, 1, 1, 1]),
    { name: 'use_cudnn_on_gpu', type: TF_ATTR_BOOL, value: true },
    format,
    ...padding,
  ];
  const valid = [text('padding', 'VALID')];
  /** Of zeros on all sides; where these keep an image's size, by TensorFlow's name for it, which has the faster kernels. */
  const padded = ({ stride, pad }: Geometry, K: number): Attribute[] => {
    if (pad === 0) return valid;
    if (keepsSize({ stride, pad }, K)) return [text('padding', 'SAME')];
    return [text('padding', 'EXPLICIT'), integers('explicit_paddings', [0, 0, pad, pad, pad, pad, 0, 0])];
  };
  const ofNormalization: Attribute[] = [
    type('T'),
    type('U'),
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: EPSILON },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
    format,
  ];
  const ofPooling = ({ size, stride }: Window): Attribute[] => [
    type('T'),
    integers('ksize', [1, size, size, 1]),
    integers('strides', [1, stride, stride, 1]),
    text('padding', 'VALID'),
    format,
  ];
  const run = (name: string, attributes: Attribute[], inputs: Tensor[]): Tensor =>
    backend.executeMultipleOutputs(name, attributes, inputs, 1)[0]!;
  const sizes = (shape: readonly number[]): Tensor => tf.tensor1d([...shape], 'int32');

  return {
    tf,
    convolution: (x, w, geometry) =>
      run('Conv2D', ofConvolution(geometry.stride, padded(geometry, w.shape[0]!)), [x, w]),
    convolutionInput(dy, w, [B, H, W, C], geometry) {
      const { stride, pad } = geometry;
      const from = (height: number, width: number, padding: Attribute[]): Tensor =>
        run('Conv2DBackpropInput', ofConvolution(stride, padding), [sizes([B!, height, width, C!]), w, dy]);
      if (pad === 0 || keepsSize(geometry, w.shape[0]!)) return from(H!, W!, padded(geometry, w.shape[0]!));
      // With explicit zeros this kernel is up to 20 times slower than on the larger image that they are part of.
      const larger = from(H! + 2 * pad, W! + 2 * pad, valid);
      return tf.slice(larger, [0, pad, pad, 0], [B!, H!, W!, C!]);
    },
    convolutionFilter: (x, dy, shape, geometry) =>
      run('Conv2DBackpropFilter', ofConvolution(geometry.stride, padded(geometry, shape[0]!)), [
        x,
        sizes(shape),
        dy,
      ]),

    normalize(x, gamma, beta) {
      const none = tf.zeros([0]);
      const outputs = backend.executeMultipleOutputs(
        'FusedBatchNormV3',
        [...ofNormalization, { name: 'exponential_avg_factor', type: TF_ATTR_FLOAT, value: 1 }],
        [x, gamma, beta, none, none],
        6,
      );
      const [y, mean, variance, ...rest] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
      return { y, mean, variance, rest };
    },
    normalizeGradient(x, gamma, dy, { rest }) {
      const [dx, dGamma, dBeta] = backend.executeMultipleOutputs(
        'FusedBatchNormGradV3',
        ofNormalization,
        [dy, x, gamma, ...rest],
        5,
      ) as [Tensor, Tensor, Tensor];
      return { dx, dGamma, dBeta };
    },

    relu: (x) => tf.relu(x),
    positive: (dy, y) => run('ReluGrad', [type('T')], [dy, y]),

    maxPool: (x, window) => run('MaxPool', ofPooling(window), [x]),
    maxPoolInput: (x, y, dy, window) => run('MaxPoolGrad', ofPooling(window), [x, y, dy]),
    maxPoolSelect: (x, y, u, window) => run('MaxPoolGradGrad', ofPooling(window), [x, y, u]),
  };
}

/** Whether an image comes out of a convolution by a filter of K x K pixels as large as it was. */
const keepsSize = ({ stride, pad }: Geometry, K: number): boolean => stride === 1 && 2 * pad === K - 1;
