import type { FactorizationRecordConfig, OptimizerConfig } from '../factorization/schema.ts';
import { followsGradientFlow } from '../reference/optimizer.ts';

/** Whether a run derives the theory's metrics: they were requested, and its steps are those of gradient flow. */
export const recordsTheory = (config: {
  readonly record: FactorizationRecordConfig;
  readonly optimizer: OptimizerConfig;
  readonly batch?: object | undefined;
}): boolean =>
  config.record.theory === true && config.batch === undefined && followsGradientFlow(config.optimizer);
