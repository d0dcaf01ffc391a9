/** Turns a value of any origin into a run configuration, or into a list of everything that is wrong with it. */
import { checkSchema, InputError, throwProblems } from '@ranksweep/core';
import type { Checked, InputProblem, RunConfig, SchemaCheckOptions } from '@ranksweep/core';
import { stopProblems } from '@ranksweep/run';
import { hasOpenMetrics, lossName, metricsOf, recordsWhatever } from './metricNames.ts';
import { kindOf, kindProblem, claimingKind, likelyKind, runKinds, walkOf } from './registry.ts';

/** Checks every key by itself and fills in defaults. */
export function checkRunConfigKeys(
  value: unknown,
  options: SchemaCheckOptions = { siblings: 'path' },
): Checked<RunConfig> {
  const unknown = kindProblem(value);
  const kind = claimingKind(value) ?? (unknown === undefined ? runKinds()[0]! : likelyKind(value as object));
  const checked = kind && (checkSchema(kind.schema, walkOf(kind), value, options) as Checked<RunConfig>);
  if (unknown === undefined) return checked!;
  const others = checked === undefined || checked.ok ? [] : checked.problems;
  return { ok: false, problems: [unknown, ...others.filter(({ path }) => !isSame(path, unknown.path))] };
}

const isSame = (a: InputProblem['path'], b: InputProblem['path']): boolean => a.join('.') === b.join('.');

/** Fills in defaults. The keys are checked against each other only if each one is valid. */
export function checkRunConfig(value: unknown, options?: SchemaCheckOptions): Checked<RunConfig> {
  const checked = checkRunConfigKeys(value, options);
  if (!checked.ok) return checked;
  const own = kindOf(checked.value).problems(checked.value);
  const problems = own.length > 0 ? own : stopConditionProblems(checked.value);
  return problems.length === 0 ? checked : { ok: false, problems };
}

/** What is wrong with `stop.when`, as far as is known before the files that the configuration names have been read. */
export function stopConditionProblems(config: RunConfig): InputProblem[] {
  const { when } = config.stop;
  if (when === undefined) return [];
  const loss = hasOpenMetrics(config) ? lossName(config) : undefined;
  try {
    const metrics = recordsWhatever(config) ? undefined : metricsOf(config).atSnapshots;
    return stopProblems(when, { metrics, loss });
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/**
 * @param where what `value` is, named at the beginning of every line of the message
 * @throws InputError with one line a problem: path, what was expected, what was found
 */
export function parseRunConfig(value: unknown, where: string): RunConfig {
  const checked = checkRunConfig(value);
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}
