/**
 * A figure's Vega-Lite specification, made to answer: every row tells of itself in a tooltip, and seeds can be hidden. Rows are
 * taken out and named, so that several specifications share them.
 */
import type { Row } from './encodedTable.ts';

/** The signal that a page sets: seeds that are not drawn. */
const HIDDEN_SEEDS = 'hiddenSeeds';

interface Layer {
  readonly data?: { readonly values?: unknown };
  readonly transform?: readonly object[];
  readonly encoding?: Readonly<Record<string, Channel | undefined>>;
}

interface Channel {
  readonly field?: string;
  readonly axis?: { readonly title?: unknown };
  readonly legend?: { readonly title?: unknown } | null;
}

/** @param nameOf called with the rows of every layer; returns their name */
export function interactive(spec: object, nameOf: (rows: readonly Row[]) => string): object {
  const answering = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(answering);
    if (!isGroup(value)) return value;
    if (isRows((value as Layer).data?.values)) return answeringLayer(value as Layer, nameOf);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, answering(inner)]));
  };
  const { config, ...rest } = answering(spec) as {
    readonly config?: { readonly mark?: object };
  };
  // The page says what the figure shows: single marks have no words of their own.
  return {
    ...rest,
    config: { ...config, aria: false, mark: { ...config?.mark, aria: false } },
    params: [{ name: HIDDEN_SEEDS, value: [] }],
  };
}

function answeringLayer(layer: Layer, nameOf: (rows: readonly Row[]) => string): object {
  const rows = layer.data!.values as readonly Row[];
  const fields = new Set(rows.flatMap((row) => Object.keys(row)));
  const tooltip = tooltipOf(layer.encoding ?? {}, fields);
  const filter = `indexof(${HIDDEN_SEEDS}, datum.seed) < 0`;
  return {
    ...layer,
    data: { name: nameOf(rows) },
    ...(fields.has('seed') ? { transform: [...(layer.transform ?? []), { filter }] } : {}),
    encoding: { ...layer.encoding, ...(tooltip.length === 0 ? {} : { tooltip }) },
  };
}

/** What a tooltip says, in this order. */
const TOLD = ['rank', 'group', 'variant', 'seed', 'place', 'x', 'y', 'y2', 'value', 'runs'];
const TITLES: Readonly<Record<string, string>> = { rank: 'k-th largest, k', y2: 'to' };

/** Labels, and what reaches from one place of the axis to another, tell nothing more. */
function tooltipOf(encoding: NonNullable<Layer['encoding']>, fields: ReadonlySet<string>): object[] {
  if (encoding.text !== undefined || encoding.x2 !== undefined || encoding.x?.field === undefined) return [];
  const channels = Object.values(encoding).flatMap((channel) => channel ?? []);
  const isPlaced = fields.has('place');
  const told = TOLD.filter((field) => fields.has(field) && !(isPlaced && field === 'x'));
  return told.map((field) => {
    const own = channels.filter((channel) => channel.field === (field === 'place' ? 'x' : field));
    const titles = own.flatMap(({ axis, legend }) => [axis?.title, legend?.title]);
    const said = titles.find((title) => typeof title === 'string' || Array.isArray(title));
    return {
      field,
      type: 'nominal',
      title: TITLES[field] ?? (said === undefined ? field : [said].flat().join(' ')),
    };
  });
}

const isGroup = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isRows = (values: unknown): values is readonly Row[] =>
  Array.isArray(values) && values.some((row) => isGroup(row) && 'x' in row);
