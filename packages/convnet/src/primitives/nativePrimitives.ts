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

  const ofConvolution = ({ stride, pad }: Geometry): Attribute[] => [
    type('T'),
    integers('strides', [1, stride, stride, 1]),
    integers('dilations', [1, 1, 1, 1]),
    { name: 'use_cudnn_on_gpu', type: TF_ATTR_BOOL, value: true },
    format,
    ...(pad === 0
      ? [text('padding', 'VALID')]
      : [text('padding', 'EXPLICIT'), integers('explicit_paddings', [0, 0, pad, pad, pad, pad, 0, 0])]),
  ];
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
    convolution: (x, w, geometry) => run('Conv2D', ofConvolution(geometry), [x, w]),
    convolutionInput: (dy, w, shape, geometry) =>
      run('Conv2DBackpropInput', ofConvolution(geometry), [sizes(shape), w, dy]),
    convolutionFilter: (x, dy, shape, geometry) =>
      run('Conv2DBackpropFilter', ofConvolution(geometry), [x, sizes(shape), dy]),

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
