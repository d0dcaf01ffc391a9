/** Figures of the built-in definitions against what their runs record. */
import { builtInDefinitions } from '@ranksweep/experiments';
import { figureGaps, requireDrawable } from '@ranksweep/kinds';
import { expandSweep } from '@ranksweep/sweep';
import { expect, it } from 'vitest';

it.each(
  builtInDefinitions.flatMap((definition) =>
    Object.keys(definition.presets).map((preset) => [definition.name, preset, definition] as const),
  ),
)('%s, preset %s, draws nothing that its runs do not record', (_name, preset, definition) => {
  const { spec, runs } = expandSweep(definition, { preset });
  expect(figureGaps(spec.figure!, runs)).toEqual([]);
  expect(() => requireDrawable(spec.figure!, runs)).not.toThrow();
});
