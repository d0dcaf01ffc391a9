/** Legends below the panels: side by side where there is room, otherwise one above another, in as many rows as they need. */
import { textWidth } from '../output/font.ts';
import { mostOf } from '../axes/range.ts';
import type { Shared } from './shared.ts';
import { fontSize } from '../style.ts';

interface Legend {
  readonly title: string;
  readonly labels: readonly string[];
}

/** Pixels of a symbol with the space beside it, and between two legends. */
const SYMBOL_WIDTH = 23;
const GAP = 20;
const GAP_BETWEEN_ROWS = 4;

const RANK_TITLE = 'k-th largest, k =';

/** The keys of a legend in Vega-Lite: its title, and how many entries a row has where not all have room. */
export function legendOf(title: string, labels: readonly string[], shared: Shared): object {
  const columns = columnsOf({ title, labels }, shared);
  return {
    title: title || null,
    labelLimit: shared.figureWidth,
    ...(columns < labels.length ? { columns } : {}),
  };
}

export const rankLegend = (shared: Shared): object => legendOf(RANK_TITLE, shared.ranks.map(String), shared);

export function legendLayout(shared: Shared): object {
  const direction = hasRoom(shared) ? 'horizontal' : 'vertical';
  return {
    bottom: { anchor: 'start', direction, margin: direction === 'horizontal' ? GAP : GAP_BETWEEN_ROWS },
  };
}

const width = (text: string): number => textWidth(text, fontSize.legend);
const rowWidth = ({ labels }: Legend): number =>
  labels.reduce((sum, label) => sum + SYMBOL_WIDTH + width(label), 0);

/** Entries of all rows stand below each other. */
function columnsOf(one: Legend, { figureWidth }: Shared): number {
  const { title, labels } = one;
  const room = figureWidth - width(title) - GAP;
  if (rowWidth(one) <= room) return labels.length;
  const most = Math.max(1, Math.floor(room / (SYMBOL_WIDTH + mostOf(labels.map(width)))));
  // Rows of equal length.
  return Math.ceil(labels.length / Math.ceil(labels.length / most));
}

function hasRoom(shared: Shared): boolean {
  const { ranks, groups, groupTitle, variants, variantTitle, theoryTitle, figureWidth } = shared;
  const legends: Legend[] = [
    ...(ranks.length === 0 ? [] : [{ title: RANK_TITLE, labels: ranks.map(String) }]),
    ...(theoryTitle === undefined ? [] : [{ title: '', labels: [theoryTitle] }]),
    ...(groups.length === 0 ? [] : [{ title: groupTitle, labels: groups }]),
    ...(variants.length === 0 ? [] : [{ title: variantTitle, labels: variants }]),
  ];
  const widths = legends.map((one) => width(one.title) + rowWidth(one) + GAP);
  return widths.reduce((sum, one) => sum + one, 0) <= figureWidth;
}
