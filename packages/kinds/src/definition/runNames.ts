/**
 * Short names of runs from their axes: `std=0.01,depth=3,seed=2`. A name says the run's part where a sweep has several, what its
 * cell is on each axis, and its seed. Names of a sweep's runs differ, do not depend on which other values an axis has, and are
 * fit for names of files and folders.
 */
import { canonicalJson, sha256 } from '@ranksweep/core';
import type { AxisValue } from './axisValue.ts';
import type { Axes, Cell } from './cells.ts';

/** What a name says of a run. */
export interface NamedRun {
  readonly part: string;
  readonly cell: Cell;
  readonly seed: number;
}

/** A part, as far as its axes have names. */
interface NamedPart {
  readonly axes: Axes;
  readonly search?: { readonly space: object } | undefined;
}

/** The axes of a part, those of its search included. */
export const axisPaths = ({ axes, search }: NamedPart): string[] => [
  ...Object.keys(axes),
  ...Object.keys(search?.space ?? {}),
];

/** @param parts with their axes, in the order in which names have them */
export function runNamer(parts: Readonly<Record<string, NamedPart>>): (run: NamedRun) => string {
  const hasSeveral = Object.keys(parts).length > 1;
  const ofParts = new Map(
    Object.entries(parts).map(([part, named]) => [part, shortNames(axisPaths(named))] as const),
  );
  /** A grid has one object for all seeds of a cell. */
  const known = new WeakMap<Cell, string>();
  const cellName = (part: string, cell: Cell): string => {
    const short = ofParts.get(part);
    return Object.entries(cell)
      .map(([path, value]) => `${short?.get(path) ?? fitted(path)}=${valueName(value)},`)
      .join('');
  };
  return ({ part, cell, seed }) => {
    let name = known.get(cell);
    if (name === undefined) known.set(cell, (name = cellName(part, cell)));
    return shortened(`${hasSeveral ? `${part},` : ''}${name}`, `seed=${seed}`);
  };
}

/**
 * Each path's last key, or as many of its last keys as tell it from the others. A `kind` is called by what it is a kind of:
 * `optimizer.kind` is `optimizer`.
 */
function shortNames(paths: readonly string[]): Map<string, string> {
  const named = new Map(paths.map((path) => [path, path.replace(/\.kind$/, '')]));
  const endings = (path: string): string[] => {
    const keys = named.get(path)!.split('.');
    return keys.map((_, i) => keys.slice(-1 - i).join('.'));
  };
  const counts = new Map<string, number>();
  for (const ending of paths.flatMap(endings)) counts.set(ending, (counts.get(ending) ?? 0) + 1);
  return new Map(
    paths.map((path) => {
      const short = endings(path).find((ending) => counts.get(ending) === 1 && ending !== 'seed');
      return [path, fitted(short ?? path)];
    }),
  );
}

/** The most characters of a value, and of a name before its seed. */
const MOST_OF_VALUE = 40;
const MOST_OF_NAME = 120;

const DIGEST_CHARACTERS = 8;
const digestOf = (text: string): string => sha256(text).slice(0, DIGEST_CHARACTERS);

/** Text of which something is lost ends with a digest of the whole. */
const marked = (text: string, whole: string): string => `${text}~${digestOf(whole)}`;

function shortened(cell: string, seed: string): string {
  if (cell.length <= MOST_OF_NAME) return `${cell}${seed}`;
  return `${marked(cell.slice(0, MOST_OF_NAME - DIGEST_CHARACTERS - 1), cell)},${seed}`;
}

function valueName(value: AxisValue): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const plain = typeof value === 'string' ? value : listName(value);
  const whole = canonicalJson(value);
  // What could be another value's name says which value it is.
  const isOther =
    typeof value === 'string' && (value === '' || /^(true|false|[-+.\d]\S*|.*[x_]\d.*)$/.test(value));
  const text = fitted(plain ?? whole).slice(0, MOST_OF_VALUE);
  return plain === text && !isOther ? text : marked(text, whole);
}

/** `64x32` of [64, 32], `1x2_3x4` of [[1, 2], [3, 4]]; undefined for other lists. */
function listName(list: readonly AxisValue[]): string | undefined {
  const flat = (items: readonly AxisValue[]): string | undefined =>
    items.length > 1 && items.every((item) => typeof item === 'number') ? items.join('x') : undefined;
  if (!list.some(Array.isArray)) return flat(list);
  const inner = list.map((item) => (Array.isArray(item) ? flat(item) : undefined));
  return list.length > 1 && inner.every((name) => name !== undefined) ? inner.join('_') : undefined;
}

/** Characters that every file system and shell takes as they are. */
const fitted = (text: string): string => text.replaceAll(/[^A-Za-z0-9._+-]+/g, '-');
