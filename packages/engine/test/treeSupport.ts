/** A hierarchical factorization of samples with given parameters, in memory of its own. */
import {
  prepareSamples,
  type HierarchicalModelConfig,
  type TreeNetwork,
  type TreePlan,
} from '@ranksweep/core';
import { loadKernels } from '@ranksweep/kernels';
import { tasklessConfig } from '../../core/test/samplesSupport.ts';
import { Arena } from '../src/wasm/arena.ts';
import { CheckedTreeEvaluator } from '../src/wasm/checkedTreeEvaluator.ts';
import type { ParameterBuffers } from '../src/wasm/evaluator.ts';

export interface TreeModel {
  readonly model: HierarchicalModelConfig;
  readonly network: TreeNetwork;
  /** (n, N) row-major. */
  readonly tuples: Uint8Array;
  readonly parameters: Float32Array[];
}

interface Evaluated {
  readonly values: number[];
  readonly gradients: number[][];
}

/** The evaluator of a plan in memory of its own. */
export class Tree {
  readonly #arena: Arena;
  readonly #parameters: ParameterBuffers;
  readonly evaluator: CheckedTreeEvaluator;

  constructor({ model, network, tuples, parameters }: TreeModel, most: number) {
    const kernels = loadKernels('plain');
    const { dims } = network;
    this.#arena = new Arena(kernels);
    const y = new Float32Array(tuples.length / dims.length);
    const config = { ...tasklessConfig({ model, init: { std: 1 } }), batch: { size: most } };
    const plan = prepareSamples(config, { kind: 'samples', dims, tuples, y }).plan as TreePlan;
    const matrices = (values: Float32Array[]) =>
      network.parameters.map(({ rows, cols }, k) => ({
        address: this.#arena.copyOf(values[k]!),
        rows,
        cols,
      }));
    this.#parameters = { values: matrices(parameters), gradients: matrices(parameters) };
    this.evaluator = new CheckedTreeEvaluator(kernels, this.#arena, plan, this.#parameters);
  }

  /** Values, and the gradients of the sum of e o values. */
  evaluated(selection: readonly number[], e: Float32Array): Evaluated {
    this.evaluator.select(Int32Array.from(selection));
    return this.evaluatedNow(e);
  }

  evaluatedNow(e: Float32Array): Evaluated {
    const { evaluator } = this;
    evaluator.forward();
    const values = [...this.#arena.floats(evaluator.values, evaluator.count)];
    this.#arena.floats(evaluator.valueGradients, evaluator.count).set(e.subarray(0, evaluator.count));
    evaluator.backward();
    const gradients = this.#parameters.gradients.map(({ address, rows, cols }) => [
      ...this.#arena.floats(address, rows * cols),
    ]);
    return { values, gradients };
  }
}
