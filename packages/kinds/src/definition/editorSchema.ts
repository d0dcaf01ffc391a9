/** The JSON Schema of definition files. Editors use it to complete keys, explain them and mark mistakes. */
import type { JsonSchema } from '@ranksweep/core';
import { sweepFileWalk } from './baseOfKinds.ts';
import { isSearchable } from './search/schema.ts';

const DISTRIBUTION = '#/$defs/distribution';
const SEARCH_AXIS = '#/$defs/searchAxis';

/** For all kinds of run that are registered now. */
export function editorSchema(): object {
  const { root } = sweepFileWalk();
  const { presets, ...rest } = root.properties!;
  const preset = presets!.additionalProperties as JsonSchema;
  const part = preset.properties!['parts']!.additionalProperties as JsonSchema;
  const parts = { ...preset.properties!['parts'], additionalProperties: { $ref: '#/$defs/part' } };
  const ofPreset = { ...preset, properties: { ...preset.properties, parts } };
  const properties = {
    ...rest,
    parts: { ...rest['parts'], ...parts, description: rest['parts']!.description! },
    presets: { ...presets, additionalProperties: ofPreset },
  };
  const $defs = {
    ...root.$defs,
    part: withAxisNames(part),
    distribution: distributionOf(part),
    searchAxis: part.properties!['search']!.properties!['space']!.additionalProperties as JsonSchema,
  };
  return {
    title: 'ranksweep sweep',
    description: 'A sweep definition of ranksweep; docs/DEFINITIONS.md explains every key.',
    ...forEditors({ ...root, properties, $defs }),
  };
}

const distributionOf = (part: JsonSchema): JsonSchema =>
  part.properties!['random']!.properties!['axes']!.additionalProperties as JsonSchema;

/** Removes, at every level, what only our own checks need. */
function forEditors(schema: JsonSchema): object {
  const inner = Object.entries(withImpliedKind(schema)).flatMap(([key, value]: [string, unknown]) =>
    // zod's bounds of every integer.
    Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER || key === 'hasOwnNames'
      ? []
      : [[key, belowForEditors(value)]],
  );
  return Object.fromEntries(inner) as object;
}

function belowForEditors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(belowForEditors);
  return typeof value === 'object' && value !== null ? forEditors(value as JsonSchema) : value;
}

/** A kind that another key implies need not be written. */
function withImpliedKind(schema: JsonSchema): JsonSchema {
  const { impliedBy, required = [], ...rest } = schema;
  return impliedBy === undefined ? schema : { ...rest, required: required.filter((key) => key !== 'kind') };
}

/** The part's axes may be any keys of its base, with values that these keys accept. */
function withAxisNames(part: JsonSchema): JsonSchema {
  const { base, axes, random, when, skip, search } = part.properties as Record<
    'base' | 'axes' | 'random' | 'when' | 'skip' | 'search',
    JsonSchema
  >;
  const leaves = [...leavesOf(base)];
  const lists = leaves.map(([path, values]) => [
    path,
    { ...noteOf(values), type: 'array', minItems: 1, items: anyOf(values) },
  ]);
  const referring = ($ref: string, known = leaves): JsonSchema => ({
    properties: Object.fromEntries(known.map(([path, values]) => [path, { ...noteOf(values), $ref }])),
    additionalProperties: { $ref },
  });
  const saidOfAxes = (schema: JsonSchema): JsonSchema => ({
    ...schema,
    properties: Object.fromEntries(leaves.map(([path]) => [path, schema.additionalProperties as JsonSchema])),
  });
  const drawn = { ...random.properties!['axes'], ...referring(DISTRIBUTION) };
  const searchable = leaves.filter(([path]) => isSearchable(path));
  const space = { ...search.properties!['space'], ...referring(SEARCH_AXIS, searchable) };
  return {
    ...part,
    properties: {
      ...part.properties,
      axes: { ...axes, properties: Object.fromEntries(lists) as Record<string, JsonSchema> },
      random: { ...random, properties: { ...random.properties, axes: drawn } },
      search: { ...search, properties: { ...search.properties, space } },
      when: saidOfAxes(when),
      skip: saidOfAxes(skip),
    },
  };
}

const noteOf = ([first]: readonly JsonSchema[]): Pick<JsonSchema, 'description'> =>
  first?.description === undefined ? {} : { description: first.description };

const anyOf = (schemas: readonly JsonSchema[]): JsonSchema =>
  schemas.length === 1 ? schemas[0]! : { anyOf: schemas };

/** Keys that configurations of any kind have, as dotted paths, with what each kind accepts there. */
function leavesOf(schema: JsonSchema, path: readonly string[] = []): Map<string, JsonSchema[]> {
  const { oneOf, anyOf: alternatives = [], properties, hasOwnNames } = schema;
  if (hasOwnNames) return new Map();
  const groups = alternatives.filter((option) => option.properties !== undefined);
  const options = oneOf ?? (groups.length > 0 ? groups : undefined);
  if (options !== undefined) return merged(options.map((option) => leavesOf(option, path)));
  if (properties === undefined) return new Map([[path.join('.'), [schema]]]);
  return merged(Object.entries(properties).map(([key, inner]) => leavesOf(inner, [...path, key])));
}

function merged(maps: readonly ReadonlyMap<string, readonly JsonSchema[]>[]): Map<string, JsonSchema[]> {
  const all = new Map<string, JsonSchema[]>();
  for (const [path, schemas] of maps.flatMap((map) => [...map])) {
    const known = all.get(path) ?? [];
    const added = schemas.filter((schema) => !known.some((one) => isSame(one, schema)));
    all.set(path, [...known, ...added]);
  }
  return all;
}

const isSame = (a: JsonSchema, b: JsonSchema): boolean => JSON.stringify(a) === JSON.stringify(b);
