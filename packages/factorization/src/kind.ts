/** Factorizations of matrices and tensors as a kind of run. */
import { factorizationSchema, modelKinds, requestsOf, type FactorizationConfig } from '@ranksweep/core';
import type { RunConfig } from '@ranksweep/core';
import type { RunKind } from '@ranksweep/run';
import { canonicalConfig, hashedConfig } from './canonical.ts';
import { conclude } from './conclude/conclude.ts';
import { isCostQuick, iterationCost } from './cost.ts';
import { crossFieldProblems } from './problems/crossFields.ts';
import { float32Problems } from './problems/float32.ts';
import { likeness } from './likeness.ts';
import { derivableNames, describeMetric, isDerived, recordedNames, unheeded } from './recorded.ts';
import { namedFiles } from './files.ts';
import { iterationsPerEpoch, unitsOfLength } from './epochs.ts';
import { targetShortcuts } from './targetFiles.ts';
import { trajectoryVersion } from './version.ts';

const claims = { path: 'model.kind', values: modelKinds };

export const factorization: RunKind<FactorizationConfig> = {
  name: 'factorization',
  claims,
  schema: factorizationSchema,
  canonical: canonicalConfig,
  hashed: hashedConfig,
  versions: (config) => (trajectoryVersion(config) === 1 ? [1] : [2, 1]),
  earlierMeaning:
    'its configuration meant another mode tree or other initial matrices when it was computed; run its sweep again',
  problems: crossFieldProblems,
  unrepresentable: float32Problems,
  metrics: recordedNames,
  requested: requestsOf,
  derivable: derivableNames,
  unheeded,
  describeMetric,
  isDerived,
  conclude,
  cost: iterationCost,
  isCostQuick,
  likeness,
  alternatives: [...unitsOfLength, ['task.data.set', 'task.data.folder']],
  shortcuts: targetShortcuts,
  files: namedFiles,
  iterationsPerEpoch,
  prepare: async (options) => (await import('./lane/index.ts')).prepareLane(options),
};

/**
 * Whether a checked configuration is a factorization's. Only factorizations have some things, such as a plan or a target tensor.
 */
export const isFactorization = (config: RunConfig): config is FactorizationConfig =>
  claims.values.some((kind) => kind === (config as Partial<FactorizationConfig>).model?.kind);
