/** Layers of networks. Each tells its parameters to the network that it becomes part of. */
import { convolution } from '../gradients/convolution.ts';
import { addToRows, matMul } from '../gradients/dense.ts';
import type { Variable } from '../gradients/variable.ts';
import type { Initial, Network, Normalization, Parameter, Pass } from './network.ts';

export type Layer = (x: Variable, pass: Pass) => Variable;

export const inTurn =
  (...layers: readonly Layer[]): Layer =>
  (x, pass) =>
    layers.reduce((y, layer) => layer(y, pass), x);

export interface ConvolutionLayer {
  /** Of the filter, which is square. */
  readonly size: number;
  readonly stride: number;
  readonly from: number;
  readonly to: number;
  /** Default: torchvision's for residual networks. */
  readonly initial?: Initial;
}

export class NetworkParts {
  readonly #parameters: Parameter[] = [];
  readonly #normalizations: Normalization[] = [];

  /** @param logits made of this instance's layers */
  network(logits: Layer): Network {
    return { parameters: this.#parameters, normalizations: this.#normalizations, logits };
  }

  /** Without offsets, and with as many zeros around the image as keep its size at stride 1. */
  convolution(name: string, { size, stride, from, to, initial }: ConvolutionLayer): Layer {
    const weight = `${name}.weight`;
    this.#parameters.push({
      name: weight,
      shape: [size, size, from, to],
      initial: initial ?? { kind: 'normal', std: Math.sqrt(2 / (size * size * to)) },
    });
    const geometry = { stride, pad: Math.floor(size / 2) };
    return (x, pass) => convolution(x, pass.parameter(weight), geometry);
  }

  normalization(name: string, channels: number): Layer {
    this.#normalizations.push({ name, channels });
    this.#parameters.push(
      { name: `${name}.weight`, shape: [channels], initial: { kind: 'constant', value: 1 } },
      { name: `${name}.bias`, shape: [channels], initial: { kind: 'constant', value: 0 } },
    );
    return (x, pass) => pass.normalize(name, x);
  }

  dense(name: string, from: number, to: number): Layer {
    const [weight, bias] = [`${name}.weight`, `${name}.bias`];
    const initial: Initial = { kind: 'uniform', bound: 1 / Math.sqrt(from) };
    this.#parameters.push({ name: weight, shape: [from, to], initial }, { name: bias, shape: [to], initial });
    return (x, pass) => addToRows(matMul(x, pass.parameter(weight)), pass.parameter(bias));
  }
}
