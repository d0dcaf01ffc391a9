/** Expands a sweep of the store again into its runs, from its specification. */
import { canonicalJson, getPath, InputError, sha256, shown, withPath } from '@ranksweep/core';
import { pinnedPaths, parseDefinition, parseFigure, withoutAxes } from '@ranksweep/kinds';
import { requireSpec, sweepText, type StoredSpec, type SweepSummary } from '@ranksweep/store';
import { runsOf, type ExpandedPart, type ExpandedSweep, type SweepSpec } from './expand.ts';
import type { PhaseObserver } from '../phase.ts';
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
  const runs = Object.entries(spec.parts).flatMap(([part, asked]) =>
    runsOf(part, { ...asked, base: pinned(asked.base, spec.targets) }, observer),
  );
  return { ...(await resolveFiles({ name, preset, spec, runs })), spec };
}

/**
 * Returns the same sweep with another limit for all runs.
 * @throws InputError like `expandStored`, and if the limit increases nowhere
 */
export async function extendStored(
  sweep: StoredSweep,
  maxIterations: number,
  observer?: PhaseObserver,
): Promise<ExpandedSweep> {
  const spec = checkedSpec(sweep);
  const limits = Object.values(spec.parts).flatMap(({ base, axes }) =>
    (axes[LIMIT_PATH] ?? [base.stop.maxIterations]).map(Number),
  );
  if (limits.every((limit) => limit >= maxIterations)) {
    throw new InputError(
      `expected more than the ${limits.reduce((least, limit) => Math.min(least, limit))} iterations that ${sweepText(sweep)} has, found ${maxIterations}`,
    );
  }
  const parts = Object.entries(spec.parts).map(([part, shorter]) => [
    part,
    withLimit(shorter, maxIterations),
  ]);
  return expanded(sweep, { ...spec, parts: Object.fromEntries(parts) }, observer);
}

const LIMIT_PATH = 'stop.maxIterations';

const withLimit = ({ base, seeds, ...grid }: ExpandedPart, maxIterations: number): ExpandedPart => ({
  base: { ...base, stop: { ...base.stop, maxIterations } },
  ...withoutAxes(grid, [LIMIT_PATH]),
  seeds,
});

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
export function pinned(base: ExpandedPart['base'], targets: unknown): ExpandedPart['base'] {
  return pinnedPaths().reduce((config, path) => {
    const file = getPath(config, path);
    const sha256 = isRecord(targets) && typeof file === 'string' ? targets[file] : undefined;
    return typeof sha256 === 'string' ? withPath(config, path.replace(/[^.]*$/, 'sha256'), sha256) : config;
  }, base);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
