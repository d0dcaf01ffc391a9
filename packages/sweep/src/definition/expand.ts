/** Expands a definition into its runs: the product of each part's axes and seeds, with every configuration checked. */
import { hint, InputError, throwProblems } from '@ranksweep/core';
import type { RunConfig } from '@ranksweep/core';
import {
  alternativesTo,
  boundaryKeyProblems,
  cellCount,
  cellNote,
  checkRunConfig,
  conditionProblems,
  configAt,
  MOST_CELLS,
  distinctValues,
  exampleCells,
  partCells,
  objectiveProblems,
  outcomeProblems,
  rulesOf,
  searchConditionProblems,
  withDefaultsAt,
  withFreeAxes,
  withoutAxes,
  withSettings,
  zipOf,
} from '@ranksweep/kinds';
import type {
  AxisValue,
  BoundarySpec,
  Cell,
  FigureSpec,
  Grid,
  SearchSpec,
  SweepDefinition,
  SweepPart,
  SweepPreset,
} from '@ranksweep/kinds';
import type { Override } from './overrides.ts';
import { overridesByPart, type PartOverrides } from './overridesByPart.ts';
import { withProgress, type PhaseObserver } from '../phase.ts';
import { withRules } from './rules.ts';
import {
  requireAxes,
  requireRungs,
  requireSearch,
  requireUseOfSeeds,
  withSearchChanges,
  withSettingsInSpace,
  type SearchChanges,
} from './searches.ts';

/** A cell with a seed. */
export interface ExpandedRun {
  readonly part: string;
  /** Axis path -> value, for axes only, in the order of the definition and then of the overrides. */
  readonly cell: Cell;
  readonly config: RunConfig;
}

/** A part with the overrides applied. */
export interface ExpandedPart extends Grid {
  readonly base: SweepPart['base'];
  readonly seeds: readonly number[];
  /** A search in place of the grid, whose runs are not known beforehand. */
  readonly search?: SearchSpec | undefined;
  /** An outcome whose boundary is looked for in the grid, with runs that are not known beforehand. */
  readonly boundary?: BoundarySpec | undefined;
}

/** Everything that fixes a sweep's runs, as plain JSON. Equal sweeps have equal specifications, however they were requested. */
export interface SweepSpec {
  readonly definition: string;
  readonly preset: string;
  readonly parts: Readonly<Record<string, ExpandedPart>>;
  /** SHA-256 of every target file by its path; empty until `resolveFiles`. */
  readonly targets: Readonly<Record<string, string>>;
  readonly figure?: FigureSpec;
}

export interface ExpandedSweep {
  readonly name: string;
  readonly preset: string;
  readonly spec: SweepSpec;
  /** Runs in the order of the parts, then of the cells (the first axis varies slowest), then of the seeds. */
  readonly runs: readonly ExpandedRun[];
  /** Runs like those that searches will ask for. Lanes, engines and files are chosen and checked by them before anything begins. */
  readonly examples: readonly ExpandedRun[];
}

export interface ExpandOptions {
  /** Default: `quick` if there is one, else the first. */
  readonly preset?: string;
  readonly overrides?: readonly Override[];
  /** Replaces the preset's seeds. Cannot be combined with an override of `seed`. */
  readonly seeds?: readonly number[];
  /** Replaces keys of every search. */
  readonly search?: SearchChanges;
  readonly observer?: PhaseObserver;
}

/** The most runs that one sweep may have. */
export const MOST_RUNS = 1_000_000;

/** @throws InputError for an unknown preset, a bad override, or a cell whose configuration is not valid */
export function expandSweep(definition: SweepDefinition, options: ExpandOptions = {}): ExpandedSweep {
  const [preset, { seeds: presetSeeds, parts }] = choosePreset(definition, options.preset);
  const { name } = definition;
  const overrides = options.overrides ?? [];
  const byPart = overridesByPart(overrides, parts);
  rejectDoubleSeeds(overrides, byPart, options.seeds);
  const overridden = Object.entries(parts).map(([part, written]) => {
    const own = byPart.get(part)!;
    const seeds = [...new Set(own.seeds ?? options.seeds ?? written.seeds ?? presetSeeds)];
    return [part, withSearchChanges({ ...withOverrides(written, own), seeds }, options.search)] as const;
  });
  requireSearch(name, overridden, options.search);
  requireUseOfSeeds(overridden, options.seeds);
  requireAxes(overridden);
  const expanded = Object.entries(withRules(Object.fromEntries(overridden), overrides));
  rejectTooMany(expanded);
  const figure = figureOf(definition, Object.keys(parts));
  const spec: SweepSpec = {
    definition: name,
    preset,
    parts: Object.fromEntries(expanded),
    targets: {},
    ...(figure === undefined ? {} : { figure }),
  };
  const examples = expanded.flatMap(([part, expandedPart]) => examplesOf(part, expandedPart));
  requireRungs(spec.parts, examples);
  return {
    name,
    preset,
    spec,
    runs: expanded.flatMap(([part, expandedPart]) => runsOf(part, expandedPart, options.observer)),
    examples,
  };
}

/** Of several data sets a preset may have one: panels of parts that it does not have are left out. */
function figureOf({ figure }: SweepDefinition, parts: readonly string[]): FigureSpec | undefined {
  const panels = figure?.panels.flatMap((panel): FigureSpec['panels'] => {
    if (panel.kind !== 'final') return parts.includes(panel.part) ? [panel] : [];
    const lines = panel.lines.filter(({ part }) => parts.includes(part));
    return lines.length === 0 ? [] : [{ ...panel, lines }];
  });
  return figure === undefined || panels!.length === 0 ? undefined : { ...figure, panels: panels! };
}

function choosePreset(definition: SweepDefinition, asked: string | undefined): [string, SweepPreset] {
  const { name, presets } = definition;
  const names = Object.keys(presets);
  const chosen = asked ?? (Object.hasOwn(presets, 'quick') ? 'quick' : names[0]!);
  if (Object.hasOwn(presets, chosen)) return [chosen, presets[chosen]!];
  throw new InputError(
    `preset: expected a preset of ${name}, found ${chosen}${hint(chosen, names, 'its presets')}`,
  );
}

function rejectDoubleSeeds(
  overrides: readonly Override[],
  byPart: ReadonlyMap<string, PartOverrides>,
  seeds: readonly number[] | undefined,
): void {
  if (seeds === undefined || ![...byPart.values()].some((part) => part.seeds !== undefined)) return;
  const isOfSeeds = ({ key }: Override['settings'][number]): boolean => /(^|\.)seed$/.test(key);
  const { word } = overrides.find(({ settings }) => settings.some(isOfSeeds))!;
  throw new InputError(`${word}: seeds are given twice, by ${word} and by --seeds; leave one out`);
}

/**
 * Applies the words. One value sets a key, and replaces an axis of the part with that value; several values make it an axis. An
 * axis that was zipped moves independently afterwards, unless the word itself zips it with others. A key that says the same as
 * another in another way takes its place.
 */
function withOverrides(
  written: SweepPart,
  { settings, zip, when }: PartOverrides,
): Omit<ExpandedPart, 'seeds'> {
  const part = withoutAlternatives(written, [...settings.keys()]);
  const { search, boundary } = part;
  const free = withFreeAxes(part, [...settings.keys()]);
  const axes: Record<string, readonly AxisValue[]> = { ...free.axes };
  const single: [string, AxisValue][] = [];
  const zipped = new Set(zip.flat());
  const isAxis = new Set([...zip.flat(), ...when.keys()]);
  for (const [path, values] of settings) {
    const distinct = zipped.has(path) ? values : distinctValues(values);
    if (search !== undefined && distinct.length > 1) continue;
    if (distinct.length > 1 || isAxis.has(path) || Object.hasOwn(axes, path)) axes[path] = distinct;
    else single.push([path, distinct[0]!]);
  }
  const { zip: unmoved = [], when: was, exclude, skip } = free;
  return {
    base: withSettings(part.base, single),
    axes,
    ...zipOf([...unmoved, ...zip]),
    ...rulesOf({ when: { ...was, ...Object.fromEntries(when) }, exclude, skip }),
    ...(search === undefined ? {} : { search: withSettingsInSpace(search, settings) }),
    ...(boundary === undefined ? {} : { boundary }),
  };
}

/** Without what these keys take the place of, unless that is among them: both are then set, and the cells are refused. */
export function withoutAlternatives<Part extends Grid & { readonly base: SweepPart['base'] }>(
  part: Part,
  paths: readonly string[],
): Part {
  const others = paths
    .flatMap((path) => alternativesTo(path, part.base))
    .filter((path) => !paths.includes(path));
  if (others.length === 0) return part;
  const { axes: _, zip: __, when: ___, skip: ____, ...rest } = part;
  return { ...rest, base: withDefaultsAt(part.base, others), ...withoutAxes(part, others) } as Part;
}

function rejectTooMany(parts: readonly (readonly [string, ExpandedPart])[]): void {
  let runs = 0;
  for (const [name, part] of parts) {
    const cells = cellCount(part);
    if (cells > MOST_CELLS) {
      throw new InputError(`${name}: expected at most ${MOST_CELLS} cells, found ${cells}`);
    }
    runs += cells * part.seeds.length;
  }
  if (runs > MOST_RUNS) throw new InputError(`expected at most ${MOST_RUNS} runs, found ${runs}`);
}

/**
 * A run for each of the cells that stand for a search, with the part's first seed. None where there is no search.
 * @throws InputError for a cell that is not valid, or a condition that is none
 */
export function examplesOf(part: string, expanded: ExpandedPart): ExpandedRun[] {
  const { base, search, boundary, seeds } = expanded;
  if (boundary !== undefined)
    return boundaryExamples(part, { ...expanded, seeds: [boundary.seed] }, boundary);
  if (search === undefined) return [];
  const problems = searchConditionProblems(base, search);
  if (problems.length > 0) throwProblems(problems, part);
  const cells = exampleCells(base, search);
  if (cells.length === 0)
    throw new InputError(`${part}: expected points that meet all constraints, found none`);
  return cells.map((cell) => {
    const checked = checkRunConfig({ ...configAt(base, cell), seed: seeds[0]! });
    if (!checked.ok) throwProblems(checked.problems, `${part}${cellNote(cell)}`);
    const unrecorded = objectiveProblems(checked.value, search);
    if (unrecorded.length > 0) throwProblems(unrecorded, part);
    return { part, cell, config: checked.value };
  });
}

/** Every cell of the grid, with the first seed. */
function boundaryExamples(part: string, expanded: ExpandedPart, boundary: BoundarySpec): ExpandedRun[] {
  const problems = boundaryKeyProblems({ ...expanded, seeds: undefined });
  if (problems.length > 0) throwProblems(problems, part);
  const { boundary: _, ...grid } = expanded;
  const examples = runsOf(part, grid);
  const unknown = outcomeProblems(examples[0]!.config, boundary);
  if (unknown.length > 0) throwProblems(unknown, part);
  return examples;
}

/**
 * Every cell of a part with every seed. None of a part that is searched.
 * @throws InputError for a cell that is not valid, a condition that is none, or if no cell is left
 */
export function runsOf(part: string, expanded: ExpandedPart, observer?: PhaseObserver): ExpandedRun[] {
  if (expanded.search !== undefined || expanded.boundary !== undefined) return [];
  const problems = conditionProblems(expanded);
  if (problems.length > 0) throwProblems(problems, part);
  const { base, seeds } = expanded;
  const runs: ExpandedRun[] = [];
  const { cells, excluded } = partCells(expanded);
  if (cells.length === 0) {
    throw new InputError(`${part}: expected cells that are left, found that all ${excluded} are excluded`);
  }
  for (const cell of withProgress(`checking cells of ${part}`, cells, observer)) {
    const checked = checkRunConfig({ ...configAt(base, cell), seed: 0 });
    if (!checked.ok) throwProblems(checked.problems, `${part}${cellNote(cell)}`);
    for (const seed of seeds) runs.push({ part, cell, config: { ...checked.value, seed } });
  }
  return runs;
}
