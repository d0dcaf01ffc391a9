/** What parts and figures of a definition have in common: names, and values of axes. */
import { z } from 'zod';

/** Names of definitions, presets and parts, which are names of files and words of commands, too. */
export const nameSchema = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'lower-case letters, digits and hyphens');

/** One value of an axis: a scalar, or a list for a key whose values are lists. */
export type AxisValue = number | string | boolean | AxisValue[];
/** Accepts every `AxisValue`; which of them a key may have, its own schema says. */
export const axisValueSchema: z.ZodType<AxisValue> = z
  .lazy(() => z.union([z.number(), z.string(), z.boolean(), z.array(axisValueSchema)]))
  .describe('a number, a string, true, false or a list');
