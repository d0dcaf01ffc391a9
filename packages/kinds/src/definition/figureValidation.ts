/** What a figure's schema cannot say: its panels draw parts, and axes of these, that the presets have. */
import { shown, hint, checkSchema, throwProblems, ownValue, SchemaWalk } from '@ranksweep/core';
import type { InputProblem, JsonSchema, PathKey } from '@ranksweep/core';
import { figureSchema } from './figureSchema.ts';
import type { FigureSpec, PanelSpec } from './figureSchema.ts';
import type { SweepDefinition, SweepPart } from './schema.ts';

/** A panel that leaves out its kind is one of curves. */
export class FigureWalk extends SchemaWalk {
  override branch(schema: JsonSchema, value: unknown): JsonSchema | undefined {
    const chosen = super.branch(schema, value);
    if (chosen !== undefined || ownValue(value, 'kind') !== undefined) return chosen;
    return this.resolve(schema).oneOf?.find((option) => option.properties?.['kind']?.const === 'curves');
  }
}

/**
 * A figure as a stored sweep has it, defaults filled in.
 * @param where what `value` is, named at the beginning of every line of the message
 * @throws InputError with one line a problem: path, what was expected, what was found
 */
export function parseFigure(value: unknown, where: string): FigureSpec {
  const checked = checkSchema(figureSchema, new FigureWalk(figureSchema), value, { siblings: 'key' });
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}

export function figureProblems(figure: FigureSpec, presets: SweepDefinition['presets']): InputProblem[] {
  const parts = Object.values(presets).flatMap((preset) => Object.entries(preset.parts));
  return figure.panels.flatMap((panel, i) => {
    const path = ['figure', 'panels', i];
    const own = parts.filter(([name]) => name === panel.part).map(([, part]) => part);
    if (own.length > 0) {
      const problems = axisProblems(panel, own, path);
      return problems.length > 0 ? problems : freeAxisProblems(panel, own, path);
    }
    const names = [...new Set(parts.map(([name]) => name))];
    const text = `unknown part ${shown(panel.part)}${hint(panel.part, names, 'parts')}`;
    return [{ path: [...path, 'part'], text }];
  });
}

function axisProblems(panel: PanelSpec, parts: readonly SweepPart[], path: PathKey[]): InputProblem[] {
  const axes = [...new Set(parts.flatMap((part) => Object.keys(part.axes)))];
  return axesOf(panel).flatMap(([key, axis]) =>
    axes.includes(axis)
      ? []
      : [
          {
            path: [...path, ...key],
            text: `not an axis of ${panel.part}: ${shown(axis)}${hint(axis, axes, 'its axes')}`,
          },
        ],
  );
}

/** The axes that a panel names, with the keys that name them. */
function axesOf(panel: PanelSpec): [key: PathKey[], axis: string][] {
  const chosen = Object.keys(panel.where).map((axis): [PathKey[], string] => [['where', axis], axis]);
  if (panel.kind === 'heatmap') return [...chosen, [['x'], panel.x], [['y'], panel.y]];
  return panel.colorBy === undefined ? chosen : [...chosen, [['colorBy'], panel.colorBy]];
}

/** A median over cells that differ in more than their seeds would say nothing. */
function freeAxisProblems(panel: PanelSpec, parts: readonly SweepPart[], path: PathKey[]): InputProblem[] {
  if (panel.kind !== 'heatmap') return [];
  if (panel.x === panel.y) {
    return [{ path: [...path, 'y'], text: `expected another axis than x, found ${shown(panel.y)}` }];
  }
  const named = new Set(axesOf(panel).map(([, axis]) => axis));
  const free = parts.flatMap((part) =>
    Object.entries(part.axes).flatMap(([axis, values]) =>
      values.length > 1 && !named.has(axis) ? [axis] : [],
    ),
  );
  return [...new Set(free)].map((axis) => ({
    path: [...path, 'where'],
    text: `expected a value of ${axis}, an axis of ${panel.part} that is neither x nor y; found none`,
  }));
}
