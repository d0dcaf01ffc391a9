/** What each kind of model provides. Other code uses `modelOf` and never distinguishes kinds. */
import type { Network } from './network.ts';

export interface Model<Config, Made extends Network = Network> {
  /** The model with the defaults that depend on the dimensions filled in. */
  canonical(config: Config, dims: readonly number[]): Config;
  /**
   * @param dims d_1, ..., d_N
   * @throws InputError when the model does not fit the dimensions
   */
  network(config: Config, dims: readonly number[]): Made;
  readonly metrics: {
    /** The metrics of a run that asks for none and whose target is a tensor. */
    readonly byDefault: readonly string[];
    /** What the theory needs. */
    readonly forTheory: readonly string[];
  };
  /** The norms whose growth the theory describes. */
  trackedNorms(network: Made): TrackedNorm[];
}

export interface TrackedNorm {
  /** Stem of the ranked metric: `singular_value`, `component_norm`, `local_component_norm{1,2}`. */
  readonly stem: string;
  /** L, the number of factors or vectors in the product. */
  readonly L: number;
}
