/** What people have to say beside the numbers of docs/RESULTS.md: where ours differ from the published ones, and why. */
import { hint, InputError, type SweepDefinition } from '@ranksweep/core';

export interface Remark {
  readonly definition: string;
  /** Stands behind this part's tables; without one, before all parts. */
  readonly part?: string;
  /** A paragraph of Markdown. */
  readonly text: string;
}

export const remarks: readonly Remark[] = [];

/** @throws InputError for a remark on a definition, or a part of its preset, that does not exist */
export function checkRemarks(
  given: readonly Remark[],
  definitions: readonly SweepDefinition[],
  preset: string,
): void {
  for (const { definition: name, part } of given) {
    const definition = definitions.find((one) => one.name === name);
    if (definition === undefined) {
      const names = definitions.map((one) => one.name);
      throw new InputError(`remarks: expected the name of a definition, found '${name}'${hint(name, names)}`);
    }
    const parts = Object.keys(definition.presets[preset]?.parts ?? {});
    if (part !== undefined && !parts.includes(part)) {
      throw new InputError(`remarks: expected a part of ${name}, found '${part}'${hint(part, parts)}`);
    }
  }
}
