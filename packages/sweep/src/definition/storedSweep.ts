/** Expands a sweep of the store again into its runs, from its specification. */
import { canonicalJson, getPath, InputError, sha256, shown, withPath } from '@ranksweep/core';
import { alternativesTo, pinnedPaths, parseDefinition, parseFigure, withoutAxes } from '@ranksweep/kinds';
import { requireSpec, sweepText, type StoredSpec, type SweepSummary } from '@ranksweep/store';
import {
  examplesOf,
  runsOf,
  withoutAlternatives,
  type ExpandedPart,
  type ExpandedRun,
  type ExpandedSweep,
  type SweepSpec,
} from './expand.ts';
import type { PhaseObserver } from '../phase.ts';
import { withSearchChanges } from './searches.ts';
import { resolveFiles } from './resolveFiles.ts';

export type StoredSweep = Pick<SweepSummary, 'id' | 'name' | 'preset' | 'specHash'> & StoredSpec;

/** @throws InputError if the specification is damaged, if this version cannot run it, or if a target file has changed */
export async function expandStored(sweep: StoredSweep, observer?: PhaseObserver): Promise<ExpandedSweep> {
  return await expanded(sweep, checkedSpec(sweep), observer);
}

async function expanded(
  { name, preset }: StoredSweep,
  spec: SweepSpec,
  observer: PhaseObserver | undefined,
): Promise<ExpandedSweep> {
  const parts = Object.entries(spec.parts);
  const withPins = (run: ExpandedRun): ExpandedRun => ({ ...run, config: pinned(run.config, spec.targets) });
  const runs = parts.flatMap(([part, asked]) => runsOf(part, asked, observer)).map(withPins);
  const examples = parts.flatMap(([part, asked]) => examplesOf(part, asked)).map(withPins);
  return { ...(await resolveFiles({ name, preset, spec, runs, examples })), spec };
}

/** A limit for all runs of a sweep. */
export interface Limit {
  readonly path: 'stop.maxIterations' | 'stop.maxEpochs';
  readonly value: number;
}

/** What a limit counts. */
export const unitOf = ({ path }: Limit): 'iterations' | 'epochs' =>
  path === 'stop.maxEpochs' ? 'epochs' : 'iterations';

/**
 * Returns the same sweep with another limit for all runs.
 * @throws InputError like `expandStored`, and if the limit increases nowhere
 */
export async function extendStored(
  sweep: StoredSweep,
  limit: Limit,
  observer?: PhaseObserver,
): Promise<ExpandedSweep> {
  const spec = checkedSpec(sweep);
  const searched = Object.entries(spec.parts).find(
    ([, { search, boundary }]) => search !== undefined || boundary !== undefined,
  );
  if (searched !== undefined) {
    throw new InputError(
      `expected a sweep without a search, found part ${searched[0]} of ${sweepText(sweep)}, whose trials follow from what its runs ` +
        `end with; extend it with --trials, have trials that it has pruned go on with promote, or run the definition with another ${limit.path}`,
    );
  }
  const limits = Object.values(spec.parts).flatMap((part) => limitsOf(part, limit));
  // Where a limit counts something else, only the runs tell what is more.
  if (limits.every((known) => known !== undefined && known >= limit.value)) {
    const least = limits.reduce<number>((least, known) => Math.min(least, known!), Infinity);
    throw new InputError(
      `expected more than the ${least} ${unitOf(limit)} that ${sweepText(sweep)} has, found ${limit.value}`,
    );
  }
  const parts = Object.entries(spec.parts).map(([part, shorter]) => [part, withLimit(shorter, limit)]);
  return expanded(sweep, { ...spec, parts: Object.fromEntries(parts) }, observer);
}

/**
 * Returns the same sweep with more trials of its searches and boundaries. The first ones stay the same.
 * @throws InputError like `expandStored`, if it has neither, and if they have as many
 */
export async function searchFurther(
  sweep: StoredSweep,
  trials: number,
  observer?: PhaseObserver,
): Promise<ExpandedSweep> {
  const spec = checkedSpec(sweep);
  const known = Object.values(spec.parts).flatMap(
    ({ search, boundary }) => (search ?? boundary)?.trials ?? [],
  );
  if (known.length === 0) {
    throw new InputError(
      `--trials: expected a sweep with a search or a boundary, found that no part of ${sweepText(sweep)} has one`,
    );
  }
  const least = known.reduce((least, one) => Math.min(least, one));
  if (least >= trials) {
    throw new InputError(
      `--trials: expected more than the ${least} that ${sweepText(sweep)} has, found ${trials}`,
    );
  }
  const parts = Object.entries(spec.parts).map(([name, part]) => {
    const had = (part.search ?? part.boundary)?.trials ?? Infinity;
    return [name, had >= trials ? part : withSearchChanges(part, { trials })];
  });
  return expanded(sweep, { ...spec, parts: Object.fromEntries(parts) }, observer);
}

/** Limits of a part; undefined for those that count something else. */
function limitsOf({ base, axes }: ExpandedPart, { path }: Limit): readonly (number | undefined)[] {
  const [inEpochs] = path === 'stop.maxEpochs' ? [] : alternativesTo(path, base);
  if (inEpochs !== undefined && (axes[inEpochs] ?? getPath(base, inEpochs)) !== undefined) return [undefined];
  const values: readonly unknown[] = axes[path] ?? [getPath(base, path)];
  return values.map((value) => (value === undefined ? undefined : Number(value)));
}

function withLimit(part: ExpandedPart, { path, value }: Limit): ExpandedPart {
  const { base, seeds, ...grid } = withoutAlternatives(part, [path]);
  return { base: withPath(base, path, value), ...withoutAxes(grid, [path]), seeds };
}

/**
 * Checks the specification, since anyone with access to the file may have changed it. Defaults that are newer than the sweep are
 * filled in.
 */
export function checkedSpec(sweep: StoredSweep): SweepSpec {
  const { id, name, preset, specHash } = sweep;
  const spec = requireSpec(sweep);
  const where = sweepText({ id, name });
  if (!isRecord(spec) || !isRecord(spec.parts)) {
    throw new InputError(`${where}: expected a specification with parts, found ${shown(spec)}`);
  }
  const figure = spec.figure === undefined ? undefined : parseFigure(spec.figure, `${where}, figure`);
  const parts = Object.entries(spec.parts).map(([part, value]) => {
    const { seeds, ...written } = isRecord(value) ? value : { seeds: undefined };
    const presets = { [preset]: { seeds, parts: { [part]: isRecord(value) ? written : value } } };
    const definition = parseDefinition({ name, description: '', presets }, where);
    const checked = definition.presets[preset]!;
    return [part, { ...checked.parts[part]!, seeds: checked.seeds }];
  });
  requireHash(spec, specHash, where);
  return {
    ...(spec as unknown as SweepSpec),
    parts: Object.fromEntries(parts),
    ...(figure === undefined ? {} : { figure }),
  };
}

/** A sweep is identified by this hash. If the specification changed, the sweep would be taken for a new one. */
function requireHash(spec: object, specHash: string, where: string): void {
  const now = sha256(canonicalJson(spec));
  if (now === specHash) return;
  throw new InputError(
    `${where}: expected the specification that was stored under the hash ${specHash.slice(0, 12)}..., found one of ` +
      `${now.slice(0, 12)}...: another program has changed it; run the definition again, or put a backup in its place with \`ranksweep restore\``,
  );
}

/** A file must not have changed. */
export function pinned<Config extends object>(configuration: Config, targets: unknown): Config {
  return pinnedPaths().reduce((config, path) => {
    const file = getPath(config, path);
    const sha256 = isRecord(targets) ? sha256Of(file, targets) : undefined;
    return sha256 === undefined ? config : withPath(config, path.replace(/[^.]*$/, 'sha256'), sha256);
  }, configuration);
}

/** Of a file, or of each in a list; undefined if none is known. */
function sha256Of(file: unknown, targets: Readonly<Record<string, unknown>>): unknown {
  if (!Array.isArray(file)) return typeof file === 'string' ? targets[file] : undefined;
  const known = file.flatMap((one) => {
    const sha256 = sha256Of(one, targets);
    return sha256 === undefined ? [] : [[String(one), sha256]];
  });
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
