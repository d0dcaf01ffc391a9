/** Loads a sweep definition by its name or from a user's file. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import {
  formatProblem,
  getPath,
  hint,
  InputError,
  nearestName,
  problemLines,
  withPath,
} from '@ranksweep/core';
import type { InputProblem } from '@ranksweep/core';
import { checkDefinition, filePaths, sweepFileWalk } from '@ranksweep/kinds';
import type { AxisValue, SweepDefinition, SweepPart } from '@ranksweep/kinds';
import { MODULE_LIMIT_MS } from '../defaults.ts';
import { readModule } from './module/readModule.ts';
import { readYaml, type DefinitionSource } from './yamlSource.ts';

/** The extensions of definition files. JSON is read as YAML, which contains it. */
const DATA_FILES = ['.yaml', '.yml', '.json'];
const MODULE_FILES = ['.ts', '.mts', '.mjs', '.js'];

/**
 * The largest definition file that is accepted. Such files are written by hand, and parsing a megabyte of YAML takes up to four
 * seconds and 400 MB.
 */
const MOST_BYTES = 1_000_000;

/** Whether a word names a definition file, judged by its extension. */
export const isDefinitionFile = (word: string): boolean =>
  [...DATA_FILES, ...MODULE_FILES].includes(extname(word).toLowerCase());

/** A definition that is known by its name, and loaded when it is asked for. */
export interface NamedDefinition {
  readonly name: string;
  load(): Promise<SweepDefinition>;
}

export interface LoadOptions {
  /** How long a definition that is a program may take to load. */
  readonly moduleLimitMs?: number;
}

/**
 * Loads a definition.
 * @param nameOrPath the name of a built-in definition, or a file: .yaml, .yml, .json, .ts, .mjs
 * @throws InputError for an unknown name, or a file that cannot be read or is not a definition; each line of its message names
 *   the file, the line if it is known, and the key
 */
export async function loadDefinition(
  nameOrPath: string,
  builtIns: readonly NamedDefinition[],
  { moduleLimitMs = MODULE_LIMIT_MS }: LoadOptions = {},
): Promise<SweepDefinition> {
  const builtIn = builtIns.find(({ name }) => name === nameOrPath);
  if (builtIn !== undefined) return builtIn.load();
  if (!isDefinitionFile(nameOrPath)) {
    const names = builtIns.map(({ name }) => name);
    throw new InputError(
      `${nameOrPath}: expected a definition or a file that ends in .yaml, .yml, .json, .ts or .mjs${hint(nameOrPath, names, 'definitions')}`,
    );
  }
  await checkFile(nameOrPath);
  const source = DATA_FILES.includes(extname(nameOrPath).toLowerCase())
    ? readYaml(utf8(await readFile(nameOrPath), nameOrPath), nameOrPath)
    : { value: await readModule(nameOrPath, moduleLimitMs), lineOf: () => undefined };
  return withFilesFrom(dirname(resolve(nameOrPath)), parseSource(source, nameOrPath));
}

/** Names the definition file beside it that may be meant. */
async function missing(path: string): Promise<string> {
  const stem = (file: string): string => basename(file, extname(file));
  const beside = (await readdir(dirname(path)).catch(() => [])).filter(isDefinitionFile);
  const nearest = nearestName(stem(path), beside.map(stem));
  const meant = beside.find((file) => stem(file) === nearest);
  const suggestion = meant === undefined ? '' : `; did you mean ${join(dirname(path), meant)}?`;
  return `expected a file, found none${suggestion}`;
}

async function checkFile(path: string): Promise<void> {
  const status = await stat(path).catch(async (error: NodeJS.ErrnoException) => {
    throw new InputError(`${path}: ${error.code === 'ENOENT' ? await missing(path) : error.message}`);
  });
  if (!status.isFile()) throw new InputError(`${path}: expected a file, found a folder or a device`);
  if (status.size > MOST_BYTES) {
    throw new InputError(`${path}: expected at most ${MOST_BYTES} bytes, found ${status.size}`);
  }
}

function utf8(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InputError(`${path}: expected text in UTF-8, found bytes that are none`);
  }
}

/**
 * A user's file may give `seeds` and `parts` at the top level; they become the preset `default`. Name and description are also
 * optional.
 */
function parseSource({ value, lineOf }: DefinitionSource, path: string): SweepDefinition {
  const isShort = isRecord(value) && !Object.hasOwn(value, 'presets');
  const mixed = isRecord(value) && !isShort ? mixedProblems(value) : [];
  const checked =
    mixed.length > 0
      ? { ok: false as const, problems: mixed }
      : checkDefinition(isRecord(value) ? normalized(value, path) : value, sweepFileWalk());
  if (checked.ok) return checked.value;
  const line = (problem: InputProblem): string => problemLine(problem, lineOf, isShort, path);
  throw new InputError(problemLines(checked.problems, line, path).join('\n'));
}

/** Problems of `seeds` and `parts` that stand next to presets, which have their own. */
const mixedProblems = (value: object): InputProblem[] =>
  ['seeds', 'parts']
    .filter((key) => Object.hasOwn(value, key))
    .map((key) => ({
      path: [key],
      text: `expected ${key} in each preset, or no presets; found both ${key} and presets`,
    }));

function problemLine(
  problem: InputProblem,
  lineOf: DefinitionSource['lineOf'],
  isShort: boolean,
  path: string,
): string {
  const [first, second, ...rest] = problem.path;
  const written = isShort && first === 'presets' && second === 'default' ? rest : problem.path;
  const line = lineOf(written);
  const place = line === undefined ? path : `${path}:${line}`;
  return `${place}: ${formatProblem({ path: written, text: problem.text })}`;
}

function normalized(value: Record<string, unknown>, path: string): Record<string, unknown> {
  const { $schema: _, seeds, parts, ...rest } = value;
  const named = { name: nameFrom(path), description: '', ...rest };
  if (Object.hasOwn(value, 'presets')) return named;
  const preset = { ...(seeds === undefined ? {} : { seeds }), ...(parts === undefined ? {} : { parts }) };
  return { ...named, presets: { default: preset } };
}

/** `results/My Sweep.yaml` -> `my-sweep`. */
function nameFrom(path: string): string {
  const stem = basename(path, extname(path)).toLowerCase();
  return stem.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '') || 'sweep';
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Resolves a path relative to the file that names it. */
function withFilesFrom(folder: string, definition: SweepDefinition): SweepDefinition {
  const presets = Object.entries(definition.presets).map(([name, preset]) => {
    const parts = Object.entries(preset.parts).map(([part, spec]) => [part, partWithFiles(folder, spec)]);
    return [name, { ...preset, parts: Object.fromEntries(parts) }];
  });
  return { ...definition, presets: Object.fromEntries(presets) };
}

const partWithFiles = (folder: string, part: SweepPart): SweepPart =>
  filePaths().reduce((current, path) => {
    const file = getPath(current.base, path);
    const base = file === undefined ? current.base : withPath(current.base, path, placedIn(folder, file));
    return withSearchedFiles(withAxisFiles({ ...current, base }, path, folder), path, folder);
  }, part);

function withAxisFiles(part: SweepPart, path: string, folder: string): SweepPart {
  const axis = part.axes[path];
  return axis === undefined ? part : { ...part, axes: { ...part.axes, [path]: allPlacedIn(folder, axis) } };
}

function withSearchedFiles(part: SweepPart, path: string, folder: string): SweepPart {
  const { search } = part;
  const axis = search?.space[path];
  if (search === undefined || axis?.choices === undefined) return part;
  const space = { ...search.space, [path]: { ...axis, choices: allPlacedIn(folder, axis.choices) } };
  return { ...part, search: { ...search, space } };
}

const allPlacedIn = (folder: string, files: readonly AxisValue[]): AxisValue[] =>
  files.map((file) => placedIn(folder, file) as AxisValue);

/** A file, or a list of files. */
const placedIn = (folder: string, file: unknown): unknown =>
  Array.isArray(file) ? file.map((one) => placedIn(folder, one)) : resolve(folder, String(file));
