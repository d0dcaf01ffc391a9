/** Writes definitions as files that people can edit: commented and ready to run. */
import { extname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@ranksweep/core';
import {
  sweepFileWalk,
  withoutIdleDefaults,
  type SweepDefinition,
  type SweepFile,
  type SweepPart,
} from '@ranksweep/kinds';
import { sweepText } from '@ranksweep/store';
import type { ExpandedPart } from '../expand.ts';
import { checkedSpec, type StoredSweep } from '../storedSweep.ts';
import { commentsOf } from './comments.ts';
import { moduleText } from './moduleText.ts';
import { yamlText } from './yamlText.ts';

const WRITERS = { '.yaml': yamlText, '.yml': yamlText, '.ts': moduleText, '.mts': moduleText } as const;

/**
 * The text of a definition file.
 * @param path of the file; its extension decides the language
 * @param head lines above the definition
 * @throws InputError for another extension
 */
export function sweepFileText(path: string, sweep: SweepFile, head: readonly string[]): string {
  const extension = extname(path).toLowerCase();
  const known = Object.keys(WRITERS);
  if (!known.includes(extension)) {
    throw new InputError(`${path}: expected a name that ends in ${known.join(', ')}`);
  }
  const write = WRITERS[extension as keyof typeof WRITERS];
  const written = withoutEmptyGroups(sweep) as SweepFile;
  return write(written, commentsOf(sweepFileWalk(), written), head);
}

/** Leaves out empty axes and empty choices of cells. */
function withoutEmptyGroups(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmptyGroups);
  if (typeof value !== 'object' || value === null) return value;
  const isSaid = (inner: unknown): boolean =>
    typeof inner !== 'object' || inner === null || Array.isArray(inner) || Object.keys(inner).length > 0;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
      isSaid(inner) ? [[key, withoutEmptyGroups(inner)]] : [],
    ),
  );
}

/** The definition in the form of a file. Its name, and a single preset called `default`, are left out. */
export function sweepFileOf({ description, presets, figure }: SweepDefinition): SweepFile {
  const only = Object.keys(presets).length === 1 ? presets['default'] : undefined;
  const written = only === undefined ? { presets } : { seeds: only.seeds, parts: only.parts };
  return { description, ...written, ...(figure === undefined ? {} : { figure }) } as SweepFile;
}

/**
 * The definition that would give a stored sweep without any overrides.
 * @throws InputError if the sweep's specification is damaged, or if this version cannot run it
 */
export function storedDefinition(sweep: StoredSweep): SweepDefinition {
  const { id, name } = sweep;
  const { preset, parts, figure } = checkedSpec(sweep);
  const [{ seeds: first }] = Object.values(parts) as [ExpandedPart];
  const written = Object.entries(parts).map(([part, { seeds, ...own }]): [string, SweepPart] => [
    part,
    {
      ...own,
      base: withoutIdleDefaults(own.base, Object.keys(own.axes)),
      ...(isDeepStrictEqual(seeds, first) ? {} : { seeds: [...seeds] }),
    },
  ]);
  return {
    name,
    description: `as ${sweepText({ id, name })} was asked for`,
    presets: { [preset]: { seeds: [...first], parts: Object.fromEntries(written) } },
    ...(figure === undefined ? {} : { figure }),
  };
}
