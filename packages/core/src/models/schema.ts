/** What a configuration says of its model, by the model's kind. */
import { z } from 'zod';
import { cpModelSchema } from './cp/schema.ts';
import { hierarchicalModelSchema } from './hierarchical/schema.ts';
import { matrixModelSchema } from './matrix/schema.ts';

export const modelKinds = ['matrix', 'cp', 'hierarchical'] as const;
export type ModelKind = (typeof modelKinds)[number];

export const modelSchema = z.discriminatedUnion('kind', [
  matrixModelSchema,
  cpModelSchema,
  hierarchicalModelSchema,
]);

export type ModelConfig = z.output<typeof modelSchema>;
