import type { FactorizationRecordConfig, OptimizerConfig } from '../config/schema.ts';
import { followsGradientFlow } from '../reference/optimizer.ts';

/** Whether the theory stands beside what a run records: it was asked for, and the optimizer's steps are gradient flow's. */
export const recordsTheory = (config: {
  readonly record: FactorizationRecordConfig;
  readonly optimizer: OptimizerConfig;
}): boolean => config.record.theory === true && followsGradientFlow(config.optimizer);
