/**
 * The float64 reference. It evaluates one index tuple at a time and is written to be read. Every faster engine is compared with
 * it.
 */
import type { ChainNetwork, Network, TreeNetwork } from '../models/network.ts';
import { rootOf } from '../modeTree/modeTree.ts';
import { numelOf, unravel } from '../tensor/shape.ts';

/** Row-major matrices in the order of `network.parameters`. */
export type Parameters = readonly Float64Array[];

/** An entry of the end tensor at one index tuple, with what its backward pass needs. */
interface Forward {
  readonly value: number;
  /** Adds `weight` times the gradient of the entry to `gradients`, which has the shapes of the parameters. */
  backward(weight: number, gradients: Parameters): void;
}

/** @param index of the entry, one for each mode, from 0, (N) */
export function forwardEntry(network: Network, parameters: Parameters, index: ArrayLike<number>): Forward {
  return network.kind === 'chain'
    ? forwardChain(network, parameters, index)
    : forwardTree(network, parameters, index);
}

/** x^T W_1 W_2 ... W_L y with unit vectors x = e_i, y = e_j. */
function forwardChain(network: ChainNetwork, parameters: Parameters, index: ArrayLike<number>): Forward {
  const [row, column] = [index[0]!, index[1]!];
  const unit = new Float64Array(network.widths[0]!);
  unit[row] = 1;
  const hidden: Float64Array[] = [unit]; // hidden[l] = e_i^T W_1 ... W_l
  parameters.forEach((W, l) => hidden.push(timesMatrix(hidden[l]!, W, network.widths[l + 1]!)));
  return {
    value: hidden.at(-1)![column]!,
    backward(weight, gradients) {
      let delta: Float64Array = new Float64Array(network.widths.at(-1)!);
      delta[column] = weight;
      for (let l = parameters.length - 1; l >= 0; l--) {
        addOuterProduct(gradients[l]!, hidden[l]!, delta);
        delta = matrixTimes(parameters[l]!, delta, network.widths[l]!);
      }
    },
  };
}

function forwardTree(network: TreeNetwork, parameters: Parameters, index: ArrayLike<number>): Forward {
  const { tree, matrixOf, widthOf } = network;
  const inputs: Float64Array[] = []; // by node: product of its children's vectors
  const outputs: Float64Array[] = []; // by node: the vector that it hands to its parent
  tree.nodes.forEach((node, nu) => {
    const parameter = matrixOf[nu];
    if (node.children.length === 0) {
      const width = widthOf[nu]!;
      outputs[nu] = parameters[parameter!]!.slice(index[nu]! * width, (index[nu]! + 1) * width);
      return;
    }
    inputs[nu] = elementwiseProduct(node.children.map((child) => outputs[child]!));
    outputs[nu] =
      parameter === undefined ? inputs[nu] : timesMatrix(inputs[nu], parameters[parameter]!, widthOf[nu]!);
  });
  return {
    value: outputs[rootOf(tree)]!.reduce((sum, x) => sum + x, 0),
    backward(weight, gradients) {
      const deltas: Float64Array[] = []; // by node: d(weight * entry) / d(output of the node)
      deltas[rootOf(tree)] = new Float64Array(widthOf[rootOf(tree)]!).fill(weight);
      for (let nu = rootOf(tree); nu >= 0; nu--) {
        const { children } = tree.nodes[nu]!;
        const parameter = matrixOf[nu];
        if (children.length === 0) {
          const width = widthOf[nu]!;
          deltas[nu]!.forEach((d, r) => (gradients[parameter!]![index[nu]! * width + r]! += d));
          continue;
        }
        let delta = deltas[nu]!;
        if (parameter !== undefined) {
          addOuterProduct(gradients[parameter]!, inputs[nu]!, delta);
          delta = matrixTimes(parameters[parameter]!, delta, inputs[nu]!.length);
        }
        const others = productsOfOthers(children.map((child) => outputs[child]!));
        children.forEach((child, c) => (deltas[child] = elementwiseProduct([delta, others[c]!])));
      }
    },
  };
}

/** For every vector, the elementwise product of all others: of those before it and of those after it. */
function productsOfOthers(vectors: readonly Float64Array[]): Float64Array[] {
  const ones: Float64Array = vectors[0]!.map(() => 1);
  const before = [ones];
  for (const vector of vectors) before.push(elementwiseProduct([before.at(-1)!, vector]));
  const products: Float64Array[] = [];
  let after = ones;
  for (let c = vectors.length - 1; c >= 0; c--) {
    products[c] = elementwiseProduct([before[c]!, after]);
    after = elementwiseProduct([vectors[c]!, after]);
  }
  return products;
}

/** The whole end tensor W_e, row-major. */
export function endTensor(network: Network, parameters: Parameters): Float64Array {
  const index = network.dims.map(() => 0);
  return Float64Array.from({ length: numelOf(network.dims) }, (_, position) => {
    unravel(position, network.dims, index);
    return forwardEntry(network, parameters, index).value;
  });
}

/** x^T W, W of shape (x.length, cols). */
function timesMatrix(x: Float64Array, W: Float64Array, cols: number): Float64Array {
  const result = new Float64Array(cols);
  for (let i = 0; i < x.length; i++) for (let j = 0; j < cols; j++) result[j]! += x[i]! * W[i * cols + j]!;
  return result;
}

/** W y, W of shape (rows, y.length). */
function matrixTimes(W: Float64Array, y: Float64Array, rows: number): Float64Array {
  const result = new Float64Array(rows);
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < y.length; j++) result[i]! += W[i * y.length + j]! * y[j]!;
  return result;
}

/** G += x y^T, G of shape (x.length, y.length). */
function addOuterProduct(G: Float64Array, x: Float64Array, y: Float64Array): void {
  for (let i = 0; i < x.length; i++) for (let j = 0; j < y.length; j++) G[i * y.length + j]! += x[i]! * y[j]!;
}

function elementwiseProduct(vectors: readonly Float64Array[]): Float64Array {
  return vectors[0]!.map((_, r) => vectors.reduce((product, vector) => product * vector[r]!, 1));
}
