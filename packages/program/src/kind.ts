/** Programs as a kind of run. */
import { InputError } from '@ranksweep/core';
import type { RunKind } from '@ranksweep/run';
import { hashedConfig } from './canonical.ts';
import { programFiles } from './files.ts';
import { programProblems } from './problems.ts';
import { programSchema, type ProgramConfig } from './schema.ts';

export const program: RunKind<ProgramConfig> = {
  name: 'program',
  claims: { path: 'program' },
  schema: programSchema,
  canonical: (config) => config,
  hashed: hashedConfig,
  versions: () => [1],
  problems: programProblems,
  unrepresentable: () => [],
  hasOpenMetrics: true,
  metrics: ({ record: { metrics = [] } }) => ({ atSnapshots: metrics, atEnd: [], derived: [] }),
  requested: ({ record: { metrics = [] } }) => metrics,
  derivable: () => [],
  // Any name may be a metric's. What it means, the program knows.
  describeMetric: () => undefined,
  isDerived: () => false,
  cost: () => 1e9,
  isCostQuick: () => true,
  files: programFiles,
  async prepare(options) {
    if (process.platform === 'win32')
      throw new InputError(
        'runs that are programs need Linux or macOS, found Windows: use its subsystem for Linux',
      );
    const { programLane } = await import('./lane/index.ts');
    return programLane(options);
  },
};
