/** The cost of an iteration, by the multiplications and additions of its convolutions. */
import { parameterCount } from '@ranksweep/core';
import type { ConvAc } from '../convAc/convAc.ts';
import { sizeOf, type ImageShape } from '../network/network.ts';
import type { ResNetLayout } from '../network/resNet.ts';
import { imagesPerIteration } from './epochs.ts';
import { circuitOf, layoutOf } from './layout.ts';
import type { ModelConfig } from './modelSchema.ts';
import type { ConvnetConfig } from './schema.ts';
import type { TaskConfig } from './taskSchema.ts';

/** Passes of a step, of about the size of a forward pass: forward, and backward to filters and to inputs. */
const PASSES = 3;
/** With the penalty: two forward passes, their gradients with respect to the input, and backward through all of these. */
const PASSES_WITH_PENALTY = 16;

/** Floating-point operations, about. */
export const iterationCost = (config: ConvnetConfig): number =>
  imagesPerIteration(config) *
  (config.regularizer.lambda > 0 ? PASSES_WITH_PENALTY : PASSES) *
  forwardCostOf(config.model, imageShapeOf(config.task));

const forwardCostOf = (model: ModelConfig, image: ImageShape): number =>
  model.kind === 'conv-ac' ? circuitCost(circuitOf(model, image)) : forwardCost(layoutOf(model), image);

/** The circuit's matrices, and the filters at every patch. */
function circuitCost({ factorization, parameters }: ConvAc): number {
  const filter = parameters.find(({ name }) => name === 'representation.weight');
  const ofPatches = filter === undefined ? 0 : factorization.dims.length * sizeOf(filter);
  return 2 * (ofPatches + parameterCount(factorization));
}

/** The images of named sets are grey but for CIFAR-10's. */
export function imageShapeOf(task: TaskConfig): ImageShape {
  if (task.kind === 'pathfinder') return { height: task.size, width: task.size, channels: 1 };
  const [height, width] = task.canvas;
  return { height, width, channels: task.data.set?.startsWith('cifar') === true ? 3 : 1 };
}

/** Floating-point operations of one image. */
function forwardCost(
  { stem, stages, bottleneck }: ResNetLayout,
  { height, width, channels }: ImageShape,
): number {
  let [rows, columns, from, total] = [height, width, channels, 0];
  const shrink = (stride: number): void => {
    [rows, columns] = [Math.ceil(rows / stride), Math.ceil(columns / stride)];
  };
  const convolve = (size: number, to: number): void => {
    total += 2 * size * size * from * to * rows * columns;
    from = to;
  };
  shrink(stem.stride);
  convolve(stem.size, stem.channels);
  if (stem.pool) shrink(2);
  for (const { channels: to, blocks, stride } of stages) {
    shrink(stride);
    for (let block = 0; block < blocks; block++) {
      if (bottleneck) {
        convolve(1, to);
        convolve(3, to);
        convolve(1, 4 * to);
      } else {
        convolve(3, to);
        convolve(3, to);
      }
    }
  }
  return total;
}
