/** A sweep that the store has, to be asked for again: its runs, from its specification. */
import { InputError, parseDefinition, shown } from '@ranksweep/core';
import type { SweepSummary } from '@ranksweep/store';
import { runsOf, type ExpandedPart, type ExpandedSweep, type SweepSpec } from './expand.ts';
import type { PhaseObserver } from '../phase.ts';
import { resolveTargets } from './resolveTargets.ts';

type Stored = Pick<SweepSummary, 'id' | 'name' | 'preset' | 'spec'>;

/**
 * @throws InputError when the specification is none that this version can run, or a target file has changed
 */
export async function expandStored(sweep: Stored, observer?: PhaseObserver): Promise<ExpandedSweep> {
  const { name, preset } = sweep;
  const spec = checkedSpec(sweep);
  const runs = Object.entries(spec.parts).flatMap(([part, expanded]) =>
    runsOf(part, { ...expanded, base: pinned(expanded.base, spec.targets) }, observer),
  );
  return { ...(await resolveTargets({ name, preset, spec, runs })), spec };
}

/**
 * The same sweep with another limit for all runs.
 * @throws InputError as `expandStored`, and when the limit is nowhere a larger one
 */
export async function extendStored(
  sweep: Stored,
  maxIterations: number,
  observer?: PhaseObserver,
): Promise<ExpandedSweep> {
  const spec = checkedSpec(sweep);
  const limits = Object.values(spec.parts).flatMap(({ base, axes }) =>
    (axes[limitPath] ?? [base.stop.maxIterations]).map(Number),
  );
  if (limits.every((limit) => limit >= maxIterations)) {
    throw new InputError(
      `expected more than the ${limits.reduce((least, limit) => Math.min(least, limit))} iterations that sweep ${sweep.id} (${sweep.name}) has, found ${maxIterations}`,
    );
  }
  const parts = Object.entries(spec.parts).map(([part, expanded]) => [
    part,
    withLimit(expanded, maxIterations),
  ]);
  return expandStored({ ...sweep, spec: { ...spec, parts: Object.fromEntries(parts) } }, observer);
}

const limitPath = 'stop.maxIterations';

function withLimit({ base, axes, seeds }: ExpandedPart, maxIterations: number): ExpandedPart {
  const others = Object.entries(axes).filter(([path]) => path !== limitPath);
  return {
    base: { ...base, stop: { ...base.stop, maxIterations } },
    axes: Object.fromEntries(others),
    seeds,
  };
}

/** Whoever has the file may have written into it. Defaults that are newer than the sweep are filled in. */
function checkedSpec({ id, name, preset, spec }: Stored): SweepSpec {
  const where = `sweep ${id} (${name})`;
  if (!isRecord(spec) || !isRecord(spec.parts)) {
    throw new InputError(`${where}: expected a specification with parts, found ${shown(spec)}`);
  }
  const parts = Object.entries(spec.parts).map(([part, value]) => {
    const { seeds, ...written } = isRecord(value) ? value : { seeds: undefined };
    const presets = { [preset]: { seeds, parts: { [part]: isRecord(value) ? written : value } } };
    const definition = parseDefinition({ name, description: '', presets }, where);
    const checked = definition.presets[preset]!;
    return [part, { ...checked.parts[part]!, seeds: checked.seeds }];
  });
  return { ...(spec as unknown as SweepSpec), parts: Object.fromEntries(parts) };
}

/** A target file has to be the one that it was. */
function pinned(base: ExpandedPart['base'], targets: unknown): ExpandedPart['base'] {
  const { target } = base.task;
  if (target.kind !== 'file' || !isRecord(targets)) return base;
  const sha256 = targets[target.file];
  return typeof sha256 === 'string'
    ? { ...base, task: { ...base.task, target: { ...target, sha256 } } }
    : base;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
