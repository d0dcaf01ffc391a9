/** Ground truth tensors of a given matrix, CP or hierarchical tensor rank: factors from N(0, 1), rescaled. */
import type { TargetConfig } from '../factorization/schema.ts';
import type { ModelConfig } from '../models/schema.ts';
import type { Network } from '../models/network.ts';
import { configuredModeTree } from '../modeTree/configuredTree.ts';
import { hierarchicalNetwork } from '../models/hierarchical/network.ts';
import { networkOf } from '../models/models.ts';
import type { RandomStream } from '../random/stream.ts';
import { endTensor } from '../reference/network.ts';
import { euclideanNorm, numelOf } from '../tensor/shape.ts';

/**
 * @param stream the random stream named `target`
 * @param userTarget the tensor of kind `file`
 * @returns W*, row-major, rescaled to the Frobenius norm asked for, rounded to float32
 */
export function targetTensor(
  target: TargetConfig,
  dims: readonly number[],
  stream: RandomStream,
  userTarget?: Float64Array,
): Float32Array {
  const tensor = rawTensor(target, dims, stream, userTarget);
  if (target.frobeniusNorm === undefined) return Float32Array.from(tensor);
  const scale = target.frobeniusNorm / euclideanNorm(tensor);
  return Float32Array.from(tensor, (value) => value * scale);
}

function rawTensor(
  target: TargetConfig,
  dims: readonly number[],
  stream: RandomStream,
  userTarget: Float64Array | undefined,
): Float64Array {
  switch (target.kind) {
    case 'gaussian':
      return stream.gaussians(numelOf(dims));
    case 'file':
      if (userTarget?.length !== numelOf(dims)) {
        throw new TypeError(`target tensor: expected ${numelOf(dims)} values, found ${userTarget?.length}`);
      }
      return userTarget;
    default: {
      const network = targetNetwork(target, dims);
      const isSymmetric = target.kind !== 'hierarchical' && target.symmetric === true;
      return endTensor(
        network,
        isSymmetric
          ? sharedFactor(network, stream)
          : network.parameters.map(({ rows, cols }) => stream.gaussians(rows * cols)),
      );
    }
  }
}

/** One factor U, (d, rank), for all modes; of the chain W_1 W_2 U and its transpose. */
function sharedFactor({ kind, parameters }: Network, stream: RandomStream): Float64Array[] {
  const { rows: d, cols: rank } = parameters[0]!;
  const U = stream.gaussians(d * rank);
  if (kind === 'tree') return parameters.map(() => U);
  return [U, U.map((_, at) => U[(at % d) * rank + Math.floor(at / d)]!)];
}

/** The factorization whose end tensor has at most the target's rank. */
export function targetNetwork(
  target: Extract<TargetConfig, { kind: 'matrix' | 'cp' | 'hierarchical' }>,
  dims: readonly number[],
): Network {
  if (target.kind === 'hierarchical') {
    return hierarchicalNetwork(configuredModeTree(target, dims.length), target.ranks, dims);
  }
  const model: ModelConfig =
    target.kind === 'matrix'
      ? { kind: 'matrix', depth: 2, hiddenWidths: [target.rank] }
      : { kind: 'cp', components: target.rank, linearOutput: false };
  return networkOf(model, dims);
}
