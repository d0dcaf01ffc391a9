/** What each kind of model says of itself; the rest asks `modelOf` and never tells kinds apart. */
import type { ModelConfig } from '../config/schema.ts';
import type { Network } from '../factorization/network.ts';

export interface Model<Config = ModelConfig, Made extends Network = Network> {
  /** With the defaults that depend on the dimensions written out. */
  canonical(config: Config, dims: readonly number[]): Config;
  /**
   * @param dims d_1, ..., d_N
   * @throws InputError when the model does not fit the dimensions
   */
  network(config: Config, dims: readonly number[]): Made;
  readonly metrics: {
    /** What a run records that asks for none. */
    readonly byDefault: readonly string[];
    /** Likewise of samples, which tell neither the end tensor nor a target. */
    readonly ofSamples: readonly string[];
    /** What the theory needs. */
    readonly forTheory: readonly string[];
  };
  /** The norms whose growth the theory speaks of. */
  trackedNorms(network: Made): TrackedNorm[];
}

export interface TrackedNorm {
  /** Stem of the ranked metric: `singular_value`, `component_norm`, `local_component_norm{1,2}`. */
  readonly stem: string;
  /** L: of how many factors or vectors it is a product. */
  readonly L: number;
}
