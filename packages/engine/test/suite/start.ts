/** Starts a run from its beginning or from a state, alone or among others. */
import { prepareWorkload, type MetricSet, type TensorConfig, type Workload } from '@ranksweep/core';
import {
  compileSupported,
  initialState,
  measure,
  type Engine,
  type Measurement,
  type Program,
  type RunState,
} from '../../src/index.ts';

/** One run and its program, which may advance other runs as well. */
export interface Run {
  readonly program: Program;
  readonly slot: number;
  advance(iterations: number): Promise<void>;
  measure(metrics?: MetricSet): Promise<Measurement>;
  state(): Promise<RunState>;
  dispose(): void;
}

export const cohorts = [1, 7] as const;
export type Cohort = (typeof cohorts)[number];

/** Every engine that is named, with every size of cohort. */
export const inCohorts = <Name extends string>(names: readonly Name[]): [Name, Cohort][] =>
  names.flatMap((name) => cohorts.map((cohort): [Name, Cohort] => [name, cohort]));

export const start = (engine: Engine, config: TensorConfig, cohort: Cohort = 1): Promise<Run> =>
  startAt(engine, prepareWorkload(config), cohort);

/** In a cohort of 7, the run is in the middle, its neighbour is not finite, and a slot is empty. */
export async function startAt(
  engine: Engine,
  workload: Workload,
  cohort: Cohort = 1,
  from: RunState = initialState(workload),
): Promise<Run> {
  const program = await compileSupported(engine, { example: workload, cohort }, (await engine.devices())[0]!);
  const slot = cohort === 1 ? 0 : 3;
  if (cohort === 7) {
    const others = [companion(workload, 1), ofOtherData(engine, workload), companion(workload, 2)];
    for (const [i, other] of others.entries()) {
      await program.load(i, { workload: other, state: initialState(other) });
    }
    await program.load(4, { workload, state: { ...from, parameters: from.parameters.map(() => Infinity) } });
    await program.load(6, { workload, state: initialState(companion(workload, 3)) });
  }
  await program.load(slot, { workload, state: from });
  return {
    program,
    slot,
    advance: (iterations) => program.advance(iterations),
    measure: async (metrics) => (await measure(program, [{ slot, metrics }]))[0]!,
    state: () => program.state(slot),
    dispose: () => program.dispose(),
  };
}

/** Another initialization of the same task. */
const companion = (workload: Workload, by: number): Workload => ({
  ...workload,
  config: { ...workload.config, seed: workload.config.seed + by },
});

/** Another task of the same sizes, if the next seed has one. */
function ofOtherData(engine: Engine, workload: Workload): Workload {
  const { config } = companion(workload, 1);
  if (workload.problem.kind === 'samples') return companion(workload, 4);
  const { task, ...rest } = config as TensorConfig;
  const { seed: _, ...unpinned } = task;
  const other = prepareWorkload({ ...rest, task: unpinned } as TensorConfig);
  return engine.cohortKey(other) === engine.cohortKey(workload) ? other : companion(workload, 4);
}
