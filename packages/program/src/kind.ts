/** Programs as a kind of run. */
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
  // What a program computes is the same to ranksweep wherever it runs.
  engineOn: () =>
    process.platform === 'win32'
      ? { refusal: 'expected Linux or macOS, found Windows: use its subsystem for Linux' }
      : { name: 'program', arithmetic: 'program' },
  async prepare(options) {
    const { programLane } = await import('./lane/index.ts');
    return programLane(options);
  },
};
