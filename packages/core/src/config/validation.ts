/** From a value of any origin to a run configuration, or to a list of everything that is wrong with it. */
import { crossFieldProblems } from './crossFields.ts';
import { runConfigWalk } from './paths.ts';
import { checkSchema, throwProblems } from './problems.ts';
import type { Checked, SchemaCheckOptions } from './problems.ts';
import { runConfigSchema } from './schema.ts';
import type { RunConfig } from './schema.ts';

/** Checks every key by itself. Defaults filled in. */
export function checkRunConfigKeys(
  value: unknown,
  options: SchemaCheckOptions = { siblings: 'path' },
): Checked<RunConfig> {
  return checkSchema(runConfigSchema, runConfigWalk, value, options);
}

/** Defaults filled in. Keys are checked against each other only where each is right by itself. */
export function checkRunConfig(value: unknown, options?: SchemaCheckOptions): Checked<RunConfig> {
  const checked = checkRunConfigKeys(value, options);
  if (!checked.ok) return checked;
  const problems = crossFieldProblems(checked.value);
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
