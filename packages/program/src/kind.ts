/** Programs as a kind of run. */
import type { RunKind } from '@ranksweep/run';
import { hashedConfig } from './canonical.ts';
import { programFiles } from './files.ts';
import { programProblems } from './problems.ts';
import { bytesOf } from './memory.ts';
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
  lossName: ({ program: { loss } }) => loss,
  requested: ({ record: { metrics = [] } }) => metrics,
  derivable: () => [],
  // Any name may be a metric's. What it means, the program knows.
  describeMetric: () => undefined,
  isDerived: () => false,
  cost: () => 1e9,
  isCostQuick: () => true,
  files: programFiles,
  needs: ({ program: { resources: { cpus = 1, gpus, memory } = {} } }) => ({
    cpus,
    gpus,
    memoryBytes: memory === undefined ? undefined : bytesOf(memory),
  }),
  engineOn({ device }) {
    if (process.platform === 'win32')
      return { refusal: 'expected Linux or macOS, found Windows: use its subsystem for Linux' };
    // Such a lane takes many runs at once, which it advances together.
    if (device.kind === 'gpu') return { refusal: `expected a lane on a CPU, found ${device.name}` };
    return { name: 'program', arithmetic: 'program' };
  },
  async prepare() {
    const { programLane } = await import('./lane/index.ts');
    return programLane();
  },
};
