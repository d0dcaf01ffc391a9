/**
 * Finds the schema at a path, through optional and default values and unions. It works on the JSON Schema that zod derives, which
 * is public and stable, unlike zod's internals.
 */
import { z } from 'zod';
import { kindsOf, ownValue, type JsonSchema, type PathKey } from './jsonSchema.ts';

/** The JSON Schema of the input, in which defaults may be left out. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
}

export class SchemaWalk {
  readonly #schema: z.ZodType;
  #root: JsonSchema | undefined;

  constructor(schema: z.ZodType) {
    this.#schema = schema;
  }

  /** Created on first use, because it takes longer than most commands should wait. */
  get root(): JsonSchema {
    return (this.#root ??= jsonSchemaOf(this.#schema));
  }

  /** The schema at `path`. Unions are decided by `value`. Undefined if there is no such path. */
  at(path: readonly PathKey[], value: unknown): JsonSchema | undefined {
    let schema: JsonSchema | undefined = this.root;
    let here = value;
    for (const key of path) {
      schema = this.#step(schema, key, here);
      if (schema === undefined) return undefined;
      here = ownValue(here, key);
    }
    return this.resolve(schema);
  }

  /** The union's branch that `value` selects by its `kind`, or by being a list; undefined if its kind is unknown. */
  branch(schema: JsonSchema, value: unknown): JsonSchema | undefined {
    const { oneOf, anyOf, default: byDefault, ...plain } = this.resolve(schema);
    if (oneOf !== undefined) {
      const chosen = value ?? byDefault;
      const kind = ownValue(chosen, 'kind');
      return oneOf.find(({ properties, impliedBy }) =>
        kind === undefined && impliedBy !== undefined
          ? ownValue(chosen, impliedBy) !== undefined
          : properties?.['kind']?.const === kind,
      );
    }
    if (anyOf !== undefined) {
      const wanted = Array.isArray(value) ? 'array' : 'object';
      return anyOf.map((option) => this.resolve(option)).find((option) => option.type === wanted);
    }
    return plain;
  }

  /**
   * Paths of all leaves that the kinds chosen in `value` have. A list is a leaf. A group with names of its own has
   * those that are in `value`.
   */
  leafPaths(value: unknown, schema: JsonSchema = this.root, path: readonly string[] = []): string[] {
    if (this.resolve(schema).hasOwnNames) return ownLeaves(value, path);
    const chosen = this.branch(schema, value);
    // Without a valid kind, only the union's `kind` itself is known.
    if (chosen === undefined && this.resolve(schema).oneOf !== undefined)
      return [[...path, 'kind'].join('.')];
    if (chosen?.properties === undefined) return [path.join('.')];
    const inner = value ?? this.resolve(schema).default;
    return Object.entries(chosen.properties).flatMap(([key, property]) =>
      this.leafPaths(ownValue(inner, key), property, [...path, key]),
    );
  }

  /** The possible values of each `kind`, by path such as `model.kind`, in all branches of unions. */
  kindPaths(): Map<string, string[]> {
    const paths = new Map<string, string[]>();
    const visit = (schema: JsonSchema, path: readonly string[]): void => {
      const resolved = this.resolve(schema);
      const { oneOf = [], properties = {} } = resolved;
      const kinds = kindsOf(resolved);
      if (kinds.length > 0) {
        const at = [...path, 'kind'].join('.');
        paths.set(at, [...new Set([...(paths.get(at) ?? []), ...kinds])]);
      }
      for (const option of oneOf) visit(option, path);
      for (const [key, property] of Object.entries(properties)) visit(property, [...path, key]);
    };
    visit(this.root, []);
    return paths;
  }

  /** The schema behind a reference. Keywords next to the reference, such as a description or a default, remain in force. */
  resolve(schema: JsonSchema): JsonSchema {
    if (schema.$ref === undefined) return schema;
    const { $ref, ...own } = schema;
    const target = this.root.$defs?.[$ref.slice('#/$defs/'.length)];
    if (target === undefined) throw new Error(`unresolved reference ${$ref}`);
    return { ...own, ...target };
  }

  /** Whether the path lies in a group with names of its own, so that it is there as soon as it is set. */
  hasOwnName(path: readonly PathKey[], value: unknown): boolean {
    return path.some((_, length) => length > 0 && this.at(path.slice(0, length), value)?.hasOwnNames);
  }

  #step(schema: JsonSchema, key: PathKey, value: unknown): JsonSchema | undefined {
    const chosen = this.branch(schema, value);
    if (chosen === undefined) {
      // For an unknown kind, the union's options still agree on what a `kind` is.
      return key === 'kind' ? { enum: kindsOf(this.resolve(schema)) } : undefined;
    }
    if (typeof key === 'number') return chosen.items;
    if (chosen.properties !== undefined) {
      const kinds = this.resolve(schema).oneOf && kindsOf(this.resolve(schema));
      if (key === 'kind' && kinds !== undefined) return { enum: kinds };
      return Object.hasOwn(chosen.properties, key) ? chosen.properties[key] : undefined;
    }
    return typeof chosen.additionalProperties === 'object' ? chosen.additionalProperties : undefined;
  }
}

function ownLeaves(value: unknown, path: readonly string[]): string[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => ownLeaves(inner, [...path, key]));
}
