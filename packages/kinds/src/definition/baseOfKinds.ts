/** The schema of a part's base, which depends on its kind of run. */
import type { JsonSchema } from '@ranksweep/core';
import type { RunKind } from '@ranksweep/run';
import { z } from 'zod';
import { kindOf, kindProblem, runKinds } from '../registry.ts';
import { FigureWalk } from './figureValidation.ts';
import { definitionSchemaWith, sweepFileSchemaWith, type BaseConfig, type BaseInput } from './schema.ts';

const baseSchemas = new WeakMap<RunKind, z.ZodObject>();

function baseSchemaOf(kind: RunKind): z.ZodObject {
  const schema = baseSchemas.get(kind) ?? kind.schema.omit({ seed: true });
  baseSchemas.set(kind, schema);
  return schema;
}

/** Accepts what any kind accepts, and reports the problems that the value's own kind finds. */
const baseOfItsKind: z.ZodType<BaseConfig, BaseInput> = z
  .custom<BaseInput>(() => true)
  .transform((value, { issues }) => {
    const unknown = kindProblem(value);
    if (unknown !== undefined) {
      issues.push({ code: 'custom', path: [...unknown.path], message: unknown.text, input: value });
      return z.NEVER;
    }
    const checked = baseSchemaOf(kindOf(value)).safeParse(value);
    if (checked.success) return checked.data as unknown as BaseConfig;
    issues.push(...(checked.error.issues as typeof issues));
    return z.NEVER;
  });

/** The schema of a definition whose parts are of any kind that is registered when it is checked. */
export const definitionSchema = definitionSchemaWith(baseOfItsKind);

/** Finds paths in the schemas of all kinds. */
export class DefinitionWalk extends FigureWalk {
  readonly #bases: readonly RunKind[];

  constructor(kinds: readonly RunKind[], schemaWith: (base: z.ZodType) => z.ZodType) {
    const [first, ...others] = kinds.map(baseSchemaOf);
    super(schemaWith(others.length === 0 ? first! : z.union([first!, ...others])));
    this.#bases = kinds;
  }

  override branch(schema: JsonSchema, value: unknown): JsonSchema | undefined {
    const { anyOf } = this.resolve(schema);
    if (anyOf?.length !== this.#bases.length || anyOf.some(({ properties }) => properties === undefined)) {
      return super.branch(schema, value);
    }
    const kind = this.#bases.indexOf(kindOf(value as object));
    return this.resolve(anyOf[kind]!);
  }
}

/** A walk of the schemas of all kinds that are registered when it is called. */
function walkOfAllKinds(schemaWith: (base: z.ZodType) => z.ZodType): () => DefinitionWalk {
  const walks = new WeakMap<readonly RunKind[], DefinitionWalk>();
  return () => {
    const kinds = runKinds();
    const walk = walks.get(kinds) ?? new DefinitionWalk(kinds, schemaWith);
    walks.set(kinds, walk);
    return walk;
  };
}

/** Finds paths in a definition. */
export const definitionWalk = walkOfAllKinds(definitionSchemaWith);

/** Finds paths in a file, which may leave presets out. */
export const sweepFileWalk = walkOfAllKinds(sweepFileSchemaWith);
