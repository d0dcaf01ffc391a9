/** Checks what a figure's schema cannot: that its panels draw parts and axes that the presets have. */
import { isDeepStrictEqual } from 'node:util';
import { either, shown, hint, checkSchema, throwProblems, ownValue, SchemaWalk } from '@ranksweep/core';
import type { InputProblem, JsonSchema, PathKey } from '@ranksweep/core';
import { cellsOf, dimensionNames, type Cell } from './cells.ts';
import { labelledCurves, figureSchema, MOST_VARIANTS } from './figureSchema.ts';
import type { FigureSpec, FinalLineSpec, HeatmapPanelSpec, PanelSpec } from './figureSchema.ts';
import { partCells } from './partCells.ts';
import { axisPaths } from './runNames.ts';
import type { SweepDefinition, SweepPart } from './schema.ts';

/** A panel without a kind is one of curves. */
export class FigureWalk extends SchemaWalk {
  override branch(schema: JsonSchema, value: unknown): JsonSchema | undefined {
    const chosen = super.branch(schema, value);
    if (chosen !== undefined || ownValue(value, 'kind') !== undefined) return chosen;
    return this.resolve(schema).oneOf?.find((option) => option.properties?.['kind']?.const === 'curves');
  }
}

/**
 * Reads a figure in the form of a stored sweep, and fills in defaults.
 * @param where says what `value` is, at the beginning of every line of the message
 * @throws InputError with one line per problem: path, what was expected, what was found
 */
export function parseFigure(value: unknown, where: string): FigureSpec {
  const checked = checkSchema(figureSchema, new FigureWalk(figureSchema), value, { siblings: 'key' });
  return checked.ok ? checked.value : throwProblems(checked.problems, where);
}

/**
 * What is wrong with a figure beside its parts.
 * @param presets whose parts it draws; a part is known if any preset has it
 * @returns problems at paths from the definition's root
 */
export function figureProblems(figure: FigureSpec, presets: SweepDefinition['presets']): InputProblem[] {
  const parts = Object.values(presets).flatMap((preset) => Object.entries(preset.parts));
  const names = [...new Set(parts.map(([name]) => name))];
  const ofPanels = figure.panels.flatMap((panel, i) => [
    ...overProblems(panel, ['figure', 'panels', i], parts),
    ...theoryProblems(panel, ['figure', 'panels', i]),
    ...choicesOf(panel, ['figure', 'panels', i]).flatMap((choice) => {
      const own = parts.filter(([name]) => name === choice.part).map(([, part]) => part);
      if (own.length === 0) {
        const text = `expected a part, found ${shown(choice.part)}${hint(choice.part, names, 'parts')}`;
        return [{ path: [...choice.path, 'part'], text }];
      }
      const problems = axisProblems(choice, own);
      if (problems.length > 0) return problems;
      return panel.kind === 'heatmap' ? heatmapProblems(panel, choice, own) : variantProblems(choice, own);
    }),
  ]);
  return [...nameProblems(figure, parts), ...ofPanels];
}

type NamedParts = readonly (readonly [name: string, part: SweepPart])[];

const axesOf = (parts: readonly SweepPart[]): string[] => [...new Set(parts.flatMap(axisPaths))];

function nameProblems({ names = {} }: FigureSpec, parts: NamedParts): InputProblem[] {
  const known = axesOf(parts.map(([, part]) => part));
  return Object.keys(names)
    .filter((axis) => !known.includes(axis))
    .map((axis) => ({
      path: ['figure', 'names', axis],
      text: `expected an axis of a part, found ${shown(axis)}${hint(axis, known, 'their axes')}`,
    }));
}

/** Nothing says to which of several curves a theory belongs. */
function theoryProblems(panel: PanelSpec, path: readonly PathKey[]): InputProblem[] {
  if (panel.kind === 'heatmap' || panel.kind === 'final') return [];
  if (panel.curves === undefined || panel.theory === undefined) return [];
  const text = `expected no theory beside curves, found ${shown(panel.theory)}`;
  return [{ path: [...path, 'theory'], text }];
}

/** Lines of several parts need not all have an axis that they are summarized over. */
function overProblems(panel: PanelSpec, path: readonly PathKey[], parts: NamedParts): InputProblem[] {
  if (panel.kind === 'heatmap' || panel.over === undefined) return [];
  if (panel.kind !== 'final' && panel.seeds === 'lines') {
    const text =
      'expected band, quartiles or deviation beside over, found "lines", which are drawn one by one';
    return [{ path: [...path, 'seeds'], text }];
  }
  const lines = panel.kind === 'final' ? panel.lines : (labelledCurves(panel) ?? [panel]);
  const drawn = lines.map(({ part }) => part);
  const own = parts.filter(([name]) => drawn.includes(name)).map(([, part]) => part);
  const known = axesOf(own);
  return panel.over.flatMap((axis, i) =>
    own.length === 0 || known.includes(axis)
      ? []
      : [
          {
            path: [...path, 'over', i],
            text: `expected an axis of ${either([...new Set(drawn)])}, found ${shown(axis)}${hint(axis, known, 'their axes')}`,
          },
        ],
  );
}

/** What a panel, or one of its lines, draws from a part. */
interface Choice {
  readonly path: readonly PathKey[];
  readonly part: string;
  /** The axes that it names, with the keys that name them. */
  readonly axes: readonly (readonly [key: readonly PathKey[], axis: string])[];
  /** Values that select the cells. */
  readonly where: FinalLineSpec['where'];
  readonly hasColors: boolean;
  /** Axes over which runs are summarized, as over seeds. */
  readonly over: readonly string[];
}

function choicesOf(panel: PanelSpec, path: readonly PathKey[]): Choice[] {
  const choice = (
    own: readonly PathKey[],
    { part, where }: Pick<FinalLineSpec, 'part' | 'where'>,
    named: Readonly<Record<string, string | number | undefined>>,
  ): Choice => ({
    path: own,
    part,
    where,
    axes: [
      ...Object.keys(where).map((axis) => [['where', axis], axis] as const),
      ...Object.entries(named).flatMap(([key, axis]) =>
        typeof axis === 'string' ? [[[key], axis] as const] : [],
      ),
    ],
    hasColors: named['colorBy'] !== undefined,
    over: panel.kind === 'heatmap' ? [] : (panel.over ?? []),
  });
  switch (panel.kind) {
    case 'heatmap':
      return [choice(path, panel, { x: panel.x, y: panel.y })];
    case 'final':
      return panel.lines.map((line, i) =>
        choice([...path, 'lines', i], line, { x: line.x, colorBy: line.colorBy }),
      );
    default: {
      const curves = labelledCurves(panel)?.map((curve, i) => ({
        ...choice([...path, 'curves', i], curve, { colorBy: panel.colorBy }),
        hasColors: true, // of its label
      }));
      return curves ?? [choice(path, panel, { colorBy: panel.colorBy })];
    }
  }
}

function axisProblems({ path, part, axes }: Choice, parts: readonly SweepPart[]): InputProblem[] {
  const known = axesOf(parts);
  return axes.flatMap(([key, axis]) =>
    known.includes(axis)
      ? []
      : [
          {
            path: [...path, ...key],
            text: `expected an axis of ${part}, found ${shown(axis)}${hint(axis, known, 'its axes')}`,
          },
        ],
  );
}

/**
 * The number of values of each axis that the panel does not name, if there are several. Zipped axes count once, and not at all if
 * one of them is named, because it determines their values.
 */
function freeAxes(choice: Choice, part: SweepPart): [axes: string, values: number][] {
  const named = choice.axes.map(([, axis]) => axis);
  const isRestricted = part.when !== undefined || part.exclude !== undefined;
  const ofPart = isRestricted ? partCells(part).cells : undefined;
  return dimensionNames(part).flatMap((names): [string, number][] => {
    const others = names.filter((name) => !named.includes(name) && !choice.over.includes(name));
    if (others.length === 0) return [];
    // Where the part has every combination, the cells of these axes alone tell it, of which there are few.
    const own = Object.fromEntries(names.map((name) => [name, part.axes[name]!]));
    const cells = ofPart ?? cellsOf({ axes: own, zip: names.length > 1 ? [names] : [] });
    const chosen = cells.filter((cell) =>
      Object.entries(choice.where).every(
        ([axis, value]) =>
          (ofPart === undefined && !names.includes(axis)) || isDeepStrictEqual(cell[axis], value),
      ),
    );
    const places = Map.groupBy(chosen, (cell) => keyOf(cell, named));
    const counts = [...places.values()].map((same) => new Set(same.map((cell) => keyOf(cell, others))).size);
    const most = counts.reduce((greatest, count) => Math.max(greatest, count), 0);
    return most > 1 ? [[others.join(' and '), most]] : [];
  });
}

/** What some axes are in a cell, those that it does not have included. */
const keyOf = (cell: Cell, axes: readonly string[]): string =>
  JSON.stringify(axes.map((axis) => cell[axis] ?? null));

/** A median over cells that differ in more than their seeds would be meaningless. */
function heatmapProblems(
  { x, y }: HeatmapPanelSpec,
  choice: Choice,
  parts: readonly SweepPart[],
): InputProblem[] {
  const { path, part } = choice;
  if (x === y) return [{ path: [...path, 'y'], text: `expected another axis than x, found ${shown(y)}` }];
  const free = parts.flatMap((one) => freeAxes(choice, one).map(([axis]) => axis));
  return [...new Set(free)].map((axis) => ({
    path: [...path, 'where'],
    text: `expected a value of ${axis}, an axis of ${part} that is neither x nor y; found none`,
  }));
}

/** Curves that only their dashes distinguish. Without `colorBy`, one axis may have the colours. */
function variantProblems(choice: Choice, parts: readonly SweepPart[]): InputProblem[] {
  for (const part of parts) {
    const free = freeAxes(choice, part);
    const counts = free.map(([, count]) => count).sort((a, b) => a - b);
    const variants = (choice.hasColors ? counts : counts.slice(0, -1)).reduce((all, n) => all * n, 1);
    if (variants <= MOST_VARIANTS) continue;
    const text =
      `expected at most ${MOST_VARIANTS} combinations of axes that are named nowhere, found ${variants} of ` +
      `${free.map(([axis]) => axis).join(', ')}; give some a value here, or name one as colorBy`;
    return [{ path: [...choice.path, 'where'], text }];
  }
  return [];
}
