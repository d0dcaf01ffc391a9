/** Figures of the built-in definitions against what their runs record. */
import { builtInDefinitions } from '@ranksweep/experiments';
import { figureGaps, requireDrawable } from '@ranksweep/kinds';
import { expandSweep } from '@ranksweep/sweep';
import { expect, it } from 'vitest';

it.each(
  builtInDefinitions.flatMap((definition) =>
    Object.keys(definition.presets).flatMap((preset) => {
      const { spec, runs } = expandSweep(definition, { preset });
      // Boundaries are drawn from their trials.
      return spec.figure === undefined ? [] : [[definition.name, preset, spec.figure, runs] as const];
    }),
  ),
)('%s, preset %s, draws nothing that its runs do not record', (_name, _preset, figure, runs) => {
  expect(figureGaps(figure, runs)).toEqual([]);
  expect(() => requireDrawable(figure, runs)).not.toThrow();
});
