/**
 * Convolutional arithmetic circuits (Cohen, Sharir, Shashua 2016, "On the expressive power of deep learning: a tensor analysis"):
 *
 *   representation   v_n = f(x_n) for every patch x_n of the image, n = 1..N: M numbers
 *   leaves           u_n = A_n^T v_n
 *   nodes            u_nu = A_nu^T (elementwise product of the u of nu's children)
 *   logit            the only number of u at the root
 *
 * Each A is a 1 x 1 convolution whose weights no two places share, and the nodes of a height are the windows of a product pooling. With
 * W_e the end tensor of the hierarchical factorization on the same tree with the same matrices, the logit is
 * <W_e, v_1 (x) ... (x) v_N> (Razin et al. 2022, section 3): what is known of the one holds for the other.
 */
import { InputError, networkOf, type HierarchicalModelConfig, type TreeNetwork } from '@ranksweep/core';
import { convolution } from '../gradients/convolution.ts';
import { addToRows, matMul } from '../gradients/dense.ts';
import { relu } from '../gradients/elementwise.ts';
import { flattened, reshaped } from '../gradients/shapes.ts';
import { Variable } from '../gradients/variable.ts';
import { joinedLayers, selected, swapped, times } from '../gradients/vectors.ts';
import type { ImageShape, Network, Parameter, Pass } from '../network/network.ts';
import { levelsOf, type Level } from './levels.ts';

export interface ConvAcOptions extends Omit<HierarchicalModelConfig, 'kind'> {
  readonly image: ImageShape;
  /** Height and width of a patch in pixels, which divide those of the image. Patches are numbered row by row: the modes of the tree. */
  readonly patch: number;
  /** M, of the functions relu(w x + b) that all patches share; 0 takes the numbers of the patch as they are. */
  readonly channels: number;
  readonly init: ConvAcInit;
}

/** The schemes of factorizations. */
export interface ConvAcInit {
  /**
   * gaussian: entries are N(0, std^2), and products of many patches vanish. unit: they are N(1, std^2) / inputs, so that every node
   * averages the products of its children's numbers, and the logit begins near 1 for any number of patches.
   */
  readonly scheme: 'gaussian' | 'unit';
  readonly std: number;
}

/** A network, and the factorization that it computes. */
export interface ConvAc extends Network {
  /** Its modes are the patches; all have the dimension M. */
  readonly factorization: TreeNetwork;
  /**
   * The matrices of the factorization, in the order of its parameters.
   * @param parameters in the order of the network's
   */
  matrices(parameters: readonly Float32Array[]): Float64Array[];
}

/** @throws InputError for patches that do not divide the image, and for a tree or widths that do not fit to them */
export function convAc(options: ConvAcOptions): ConvAc {
  const { image, patch, channels: functions, init, ...tree } = options;
  const N = patchesOf(image, patch);
  const M = functions === 0 ? patch * patch * image.channels : functions;
  const factorization = networkOf(
    { ...tree, kind: 'hierarchical' },
    new Array<number>(N).fill(M),
  ) as TreeNetwork;
  const levels = levelsOf(factorization.tree);
  // All nodes of a height have equally many inputs and outputs, since each has a child of the height below.
  const matrices = levels.map(({ nodes }, height): Parameter => {
    const { rows, cols } = factorization.parameters[nodes[0]!]!;
    const [mean, std] = init.scheme === 'unit' ? [1 / rows, init.std / rows] : [0, init.std];
    return {
      name: matrixName(height),
      shape: [nodes.length, rows, cols],
      initial: { kind: 'normal', mean, std },
    };
  });
  const represented = functions === 0 ? pixels(image, patch) : features(image, patch, M);
  return {
    factorization,
    parameters: [...represented.parameters, ...matrices],
    normalizations: [],
    logits: (x, pass) =>
      flattened(rootOf(swapped(reshaped(represented.of(x, pass), [x.shape[0]!, N, M])), levels, pass)),
    matrices: (parameters) => ofNodes(levels, factorization, parameters.slice(represented.parameters.length)),
  };
}

const matrixName = (height: number): string => `height${height}.weight`;

/** @throws InputError unless they divide the image into at least two */
function patchesOf({ height, width }: ImageShape, patch: number): number {
  const N = (height / patch) * (width / patch);
  if (height % patch === 0 && width % patch === 0 && N > 1) return N;
  throw new InputError(
    `model.patch: expected a size that divides an image of ${height} x ${width} pixels into several patches, found ${patch}`,
  );
}

interface Representation {
  readonly parameters: readonly Parameter[];
  /** (B, H, W, C) to (B, H / K, W / K, M). */
  of(x: Variable, pass: Pass): Variable;
}

/** relu(w x + b), in the beginning around 1: products of many neither vanish nor grow. The sum w x has a mean square of |x|^2 / (4 K K C). */
function features({ channels }: ImageShape, patch: number, M: number): Representation {
  const std = 0.5 / Math.sqrt(patch * patch * channels);
  return {
    parameters: [
      {
        name: 'representation.weight',
        shape: [patch, patch, channels, M],
        initial: { kind: 'normal', std },
      },
      { name: 'representation.bias', shape: [M], initial: { kind: 'constant', value: 1 } },
    ],
    of(x, pass) {
      const y = convolution(x, pass.parameter('representation.weight'), { stride: patch, pad: 0 });
      const rows = reshaped(y, [y.tensor.size / M, M]);
      return reshaped(relu(addToRows(rows, pass.parameter('representation.bias'))), y.shape);
    },
  };
}

/** The patch's own numbers, row by row: a convolution with the identity. */
function pixels({ channels }: ImageShape, patch: number): Representation {
  const M = patch * patch * channels;
  return {
    parameters: [],
    of(x) {
      if (patch === 1) return x;
      const { tf } = x.on;
      const identity = new Variable(x.on, tf.reshape(tf.eye(M), [patch, patch, channels, M]));
      return convolution(x, identity, { stride: patch, pad: 0 });
    },
  };
}

/** @param v of all patches: (N, B, M); @returns u at the root: (1, B, 1) */
function rootOf(v: Variable, levels: readonly Level[], pass: Pass): Variable {
  const outputs: Variable[] = [];
  levels.forEach(({ from, children }, height) => {
    const below = height === 0 ? undefined : joinedLayers(from.map((one) => outputs[one]!));
    const product =
      below === undefined ? v : children.map((places) => selected(below, places, 1)).reduce(times);
    outputs.push(matMul(product, pass.parameter(matrixName(height))));
  });
  return outputs.at(-1)!;
}

/** What the network has by height, by node. */
function ofNodes(
  levels: readonly Level[],
  { parameters }: TreeNetwork,
  byHeight: readonly Float32Array[],
): Float64Array[] {
  const matrices: Float64Array[] = [];
  levels.forEach(({ nodes }, height) => {
    nodes.forEach((nu, place) => {
      const size = parameters[nu]!.rows * parameters[nu]!.cols;
      matrices[nu] = Float64Array.from(byHeight[height]!.subarray(place * size, (place + 1) * size));
    });
  });
  return matrices;
}
