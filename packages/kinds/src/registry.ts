/** The kinds of run. A new kind is one line here, or an extension registers it. */
import {
  either,
  getPath,
  InputError,
  nearestName,
  SchemaWalk,
  shown,
  type FactorizationInput,
  type InputProblem,
  type RunConfig,
} from '@ranksweep/core';
import { convnet, type ConvnetInput } from '@ranksweep/convnet/kind';
import { factorization } from '@ranksweep/factorization';
import { program, type ProgramInput } from '@ranksweep/program';
import type { RunKind } from '@ranksweep/run';

/** Configurations of all kinds that are listed here, as definitions in TypeScript write them. */
export type KnownConfigInput = FactorizationInput | ConvnetInput | ProgramInput;

let kinds: readonly RunKind[] = [factorization, convnet, program];

/** Replaced whenever a kind is registered, so that everything derived from it is made again. */
export const runKinds = (): readonly RunKind[] => kinds;

/** @throws InputError if another kind has the same name, or claims the same configurations */
export function registerKind(kind: RunKind): void {
  const { name, claims } = kind;
  const rival = kinds.find((other) => other.name === name || overlap(other, kind));
  if (rival !== undefined) {
    const claimed = `${claims.path}${claims.values === undefined ? '' : ` ${claims.values.join(', ')}`}`;
    throw new InputError(
      `kind of run ${name}: expected a name and a claim that no other kind has, found ${claimed}, and ${rival.name} among the kinds`,
    );
  }
  kinds = [...kinds, kind];
}

const overlap = ({ claims: one }: RunKind, { claims: other }: RunKind): boolean =>
  one.path === other.path &&
  (one.values === undefined ||
    other.values === undefined ||
    one.values.some((value) => other.values!.includes(value)));

/** Undefined if the value belongs to no kind. */
export const claimingKind = (value: unknown): RunKind | undefined =>
  typeof value === 'object' && value !== null
    ? kinds.find(({ claims: { path, values } }) => {
        const found = getPath(value, path);
        return values === undefined ? found !== undefined : values.some((one) => one === found);
      })
    : undefined;

/** Whether an object names a kind that does not exist. */
export const namesUnknownKind = (group: object): boolean =>
  claimingKind(group) === undefined &&
  kinds.some(({ claims }) => typeof getPath(group, claims.path) === 'string');

/** The kind of a configuration. If it names none, the first kind, whose schema reports what is wrong. */
export const kindOf = (config: object): RunKind => claimingKind(config) ?? kinds[0]!;

/** Equal for runs that may be able to advance together. */
export function likenessOf(config: RunConfig): string {
  const { name, likeness } = kindOf(config);
  return `${name} ${likeness?.(config) ?? ''}`;
}

/** What is wrong with an object of no known kind, if its kind must be known to say more; otherwise undefined. */
export function kindProblem(value: unknown): InputProblem | undefined {
  const isGroup = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (kinds.length === 1 || !isGroup || claimingKind(value) !== undefined) return undefined;
  const [{ path }] = kinds.map(({ claims }) => claims) as [RunKind['claims']];
  const names = kinds.flatMap(({ claims }) => (claims.path === path ? (claims.values ?? []) : []));
  const found = getPath(value, path);
  const others = kinds.flatMap(({ claims }) =>
    claims.path === path || found !== undefined ? [] : [`; or the key ${claims.path}`],
  );
  const nearest = typeof found === 'string' ? nearestName(found, names) : undefined;
  const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  const text = `expected ${either(names)}${others.join('')}, found ${shown(found)}${suggestion}`;
  return { path: path.split('.'), text };
}

/** The kind that an object of no known kind is likely meant to be, by a name that is nearly right; undefined if nothing tells. */
export function likelyKind(value: object): RunKind | undefined {
  const [{ path }] = kinds.map(({ claims }) => claims) as [RunKind['claims']];
  const found = getPath(value, path);
  if (typeof found !== 'string') return undefined;
  const own = kinds.filter(({ claims }) => claims.path === path);
  const nearest = nearestName(
    found,
    own.flatMap(({ claims: { values = [] } }) => values),
  );
  return own.find(({ claims: { values = [] } }) => nearest !== undefined && values.includes(nearest));
}

const walks = new WeakMap<RunKind, SchemaWalk>();

/** Finds paths in the schema of a kind. One walk is made for each, since that takes a while. */
export function walkOf(kind: RunKind): SchemaWalk {
  const walk = walks.get(kind) ?? new SchemaWalk(kind.schema);
  walks.set(kind, walk);
  return walk;
}
