/** Turns a value of any origin into a run configuration, or into a list of everything that is wrong with it. */
import { checkSchema, throwProblems } from '@ranksweep/core';
import type { Checked, RunConfig, SchemaCheckOptions } from '@ranksweep/core';
import { kindOf, kindProblem, claimingKind, runKinds, walkOf } from './registry.ts';

/** Checks every key by itself and fills in defaults. */
export function checkRunConfigKeys(
  value: unknown,
  options: SchemaCheckOptions = { siblings: 'path' },
): Checked<RunConfig> {
  const unknown = kindProblem(value);
  if (unknown !== undefined) return { ok: false, problems: [unknown] };
  const kind = claimingKind(value) ?? runKinds()[0]!;
  return checkSchema(kind.schema, walkOf(kind), value, options) as Checked<RunConfig>;
}

/** Fills in defaults. The keys are checked against each other only if each one is valid. */
export function checkRunConfig(value: unknown, options?: SchemaCheckOptions): Checked<RunConfig> {
  const checked = checkRunConfigKeys(value, options);
  if (!checked.ok) return checked;
  const problems = kindOf(checked.value).problems(checked.value);
  return problems.length === 0 ? checked : { ok: false, problems };
}

/**
 * @param where what `value` is, named at the beginning of every line of the message
 * @throws InputError with one line a problem: path, what was expected, what was found
 */
export function parseRunConfig(value: unknown, where: string): RunConfig {
  const checked = checkRunConfig(value);
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}
