/** Everything wrong with a value, as lines that say where, what was expected and what was found. */
import type { z } from 'zod';
import { InputError } from './errors.ts';
import { expectation, shown, shownWord } from './expectation.ts';
import { hint, nearestName } from './nearest.ts';
import { ownValue, type PathKey } from './jsonSchema.ts';
import type { SchemaWalk } from './schemaWalk.ts';

export interface InputProblem {
  readonly path: readonly PathKey[];
  /** What was expected and found at the path. */
  readonly text: string;
}

export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly InputProblem[] };

/** `task.dims[1]`; a key with dots in it (an axis) is quoted: `axes["init.std"]`. */
export function formatPath(path: readonly PathKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    if (!/^[\w-]+$/.test(key)) return `${text}[${JSON.stringify(key)}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

export function formatProblem({ path, text }: InputProblem): string {
  return path.length === 0 ? text : `${shownWord(formatPath(path))}: ${text}`;
}

const mostLines = 20;

/** One line per problem. If there are many, only the first are shown, with the number of the others. */
export function problemLines(
  problems: readonly InputProblem[],
  line: (problem: InputProblem) => string,
  where: string,
): string[] {
  const lines = problems.slice(0, mostLines).map(line);
  if (problems.length > mostLines) lines.push(`${where}: and ${problems.length - mostLines} more problems`);
  return lines;
}

/** @throws InputError with one line per problem, each beginning with `where` */
export function throwProblems(problems: readonly InputProblem[], where: string): never {
  const line = (problem: InputProblem): string => `${where}: ${formatProblem(problem)}`;
  throw new InputError(problemLines(problems, line, where).join('\n'));
}

export interface SchemaCheckOptions {
  /** Whether an unknown key's nearest sibling is named by its whole path or by the key alone. */
  readonly siblings: 'path' | 'key';
}

/** The deepest nesting. It exceeds that of any mode tree; deeper values could exhaust the stack of code that walks them. */
const deepest = 1000;

/** Checks a value against a schema and describes what is wrong. */
export function checkSchema<S extends z.ZodType>(
  schema: S,
  walk: SchemaWalk,
  value: unknown,
  options: SchemaCheckOptions,
): Checked<z.output<S>> {
  if (isDeeperThan(value, deepest)) {
    return { ok: false, problems: [{ path: [], text: `expected at most ${deepest} levels, found more` }] };
  }
  const unfit = unfitProblem(value);
  if (unfit !== undefined) return { ok: false, problems: [unfit] };
  const result = parsedBy(schema, value);
  if (result === undefined) {
    return {
      ok: false,
      problems: [{ path: [], text: 'expected other values, found too many wrong ones to list' }],
    };
  }
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, problems: allProblems(result.error.issues, walk, value, options) };
}

/** Undefined if there are so many issues that zod cannot report them: it passes them all as arguments of one call. */
function parsedBy<S extends z.ZodType>(
  schema: S,
  value: unknown,
): z.ZodSafeParseResult<z.output<S>> | undefined {
  try {
    return schema.safeParse(value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The most problems that are described in detail, which is slow. Nobody is shown more. */
const mostWorded = 2 * mostLines;

function allProblems(
  issues: readonly z.core.$ZodIssue[],
  walk: SchemaWalk,
  value: unknown,
  options: SchemaCheckOptions,
): InputProblem[] {
  const problems: InputProblem[] = [];
  for (const issue of issues) {
    if (problems.length < mostWorded)
      for (const problem of problemsOf(issue, walk, value, options)) problems.push(problem);
    else problems.push({ path: [], text: issue.message });
  }
  return problems;
}

/**
 * The first key or text that our schemas accept but that cannot be used. zod skips keys called `__proto__` where any name is
 * allowed, as if they had not been written. Half of a surrogate pair has no form in UTF-8.
 */
function unfitProblem(value: unknown, path: readonly PathKey[] = []): InputProblem | undefined {
  if (typeof value === 'string' && !value.isWellFormed()) {
    return { path, text: `expected Unicode text, found ${shown(value)}` };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if (key === '__proto__' || !key.isWellFormed()) return { path: at, text: 'expected no such key' };
    const found = unfitProblem(inner, at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeperThan(inner, levels - 1));
}

function problemsOf(
  issue: z.core.$ZodIssue,
  walk: SchemaWalk,
  value: unknown,
  options: SchemaCheckOptions,
): InputProblem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  const found = path.reduce(ownValue, value);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key, i) => ({
      path: [...path, key],
      text: i < mostWorded ? unknownKey(key, path, walk, value, options) : 'unknown key',
    }));
  }
  if (issue.code === 'custom') return [{ path, text: issue.message }];
  if (issue.code === 'invalid_key') {
    return [{ path, text: `expected a name of ${issue.issues[0]?.message}, found ${shown(path.at(-1))}` }];
  }
  if (issue.code === 'invalid_format') {
    return [{ path, text: `expected ${issue.message}, found ${shown(found)}` }];
  }
  const schema = walk.at(path, value);
  if (schema === undefined) return [{ path, text: `${issue.message}, found ${shown(found)}` }];
  const expected = expectation(schema, walk);
  if (found === undefined) return [{ path, text: `missing; expected ${expected}` }];
  const nearest =
    schema.enum !== undefined && typeof found === 'string' ? nearestName(found, schema.enum) : undefined;
  const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  return [{ path, text: `expected ${expected}, found ${shown(found)}${suggestion}` }];
}

function unknownKey(
  key: string,
  path: readonly PathKey[],
  walk: SchemaWalk,
  value: unknown,
  { siblings }: SchemaCheckOptions,
): string {
  const schema = walk.at(path, value);
  const chosen = schema === undefined ? undefined : walk.branch(schema, path.reduce(ownValue, value));
  const valid = Object.keys(chosen?.properties ?? {});
  const nearest = nearestName(key, valid);
  if (nearest !== undefined) {
    const name = siblings === 'path' ? formatPath([...path, nearest]) : nearest;
    return `unknown key; did you mean ${name}?`;
  }
  const elsewhere = walk.leafPaths(value).find((leaf) => leaf.split('.').at(-1) === key);
  return `unknown key${elsewhere === undefined ? hint(key, valid, 'valid keys') : `; did you mean ${elsewhere}?`}`;
}
