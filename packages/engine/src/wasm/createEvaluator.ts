/** The evaluator of a plan, by its kind. */
import type { Plan } from '@ranksweep/core';
import type { Kernels } from '@ranksweep/kernels';
import type { Arena } from './arena.ts';
import { BlocksEvaluator } from './blocksEvaluator.ts';
import { ChainEvaluator } from './chainEvaluator.ts';
import { CheckedTreeEvaluator } from './checkedTreeEvaluator.ts';
import type { Evaluator, ParameterBuffers, SampleEvaluator } from './evaluator.ts';
import { TreeEvaluator } from './treeEvaluator.ts';

export function createEvaluator(
  kernels: Kernels,
  arena: Arena,
  plan: Plan,
  parameters: ParameterBuffers,
): Evaluator {
  switch (plan.kind) {
    case 'chain':
      return new ChainEvaluator(kernels, arena, plan, parameters);
    case 'tree':
      return new TreeEvaluator(kernels, arena, plan, parameters);
    case 'blocks':
      return new BlocksEvaluator(kernels, arena, plan, parameters);
  }
}

/** Evaluates selections of samples. */
export function createSampleEvaluator(
  kernels: Kernels,
  arena: Arena,
  plan: Plan,
  parameters: ParameterBuffers,
): SampleEvaluator {
  switch (plan.kind) {
    case 'tree':
      return new CheckedTreeEvaluator(kernels, arena, plan, parameters);
    case 'blocks':
      return new BlocksEvaluator(kernels, arena, plan, parameters);
    case 'chain':
      throw new TypeError('samples are not evaluated by a chain');
  }
}
