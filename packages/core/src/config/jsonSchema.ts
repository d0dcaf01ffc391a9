/** JSON Schema as our schemas use it. Messages need it and not zod, which takes a while to load. */

export type PathKey = string | number;

/** The keywords of JSON Schema that our schemas use. */
export interface JsonSchema {
  readonly type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly const?: string | number | boolean;
  readonly default?: unknown;
  readonly description?: string;
  /** On an option of a union: the key that determines the kind if none is written. */
  readonly impliedBy?: string;
  /** On a group: its keys have whatever names users give them, and there are those that are set. */
  readonly hasOwnNames?: boolean;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** The values of `kind` that a discriminated union offers, or the single value of an object. */
export function kindsOf(schema: JsonSchema): string[] {
  return (schema.oneOf ?? [schema]).flatMap((option) => {
    const kind = option.properties?.['kind']?.const;
    return typeof kind === 'string' ? [kind] : [];
  });
}

/** `value[key]` unless it is inherited, so that `__proto__` and the like are ordinary names. */
export function ownValue(value: unknown, key: PathKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PathKey, unknown>)[key]
    : undefined;
}
