/** Colours and dashes of lines: ranks use the colour scale, groups the stroke scale, for legends that all panels share. */
import { legendOf, rankLegend } from '../shared/legends.ts';
import type { Shared } from '../shared/shared.ts';
import * as style from '../style.ts';
import type { Told } from '../source/tellApart.ts';

const isRanked = (lines: readonly Told[]): boolean => lines.some(({ rank }) => rank !== undefined);
const isGrouped = (lines: readonly Told[]): boolean => lines.some(({ group }) => group !== undefined);
const isVaried = (lines: readonly Told[]): boolean => lines.some(({ variant }) => variant !== undefined);
const rankScale = ({ ranks }: Shared): object => ({ domain: ranks, range: style.rankColors(ranks.length) });
const groupScale = ({ groups }: Shared): object => ({
  domain: groups,
  range: style.groupColors(groups.length),
});

/** Colours and dashes, with the legends of both. */
export function strokeChannels(lines: readonly Told[], shared: Shared): object {
  return { ...colorsOf(lines, shared), ...dashesOf(lines, shared) };
}

/** Dashed in the curves' colours, with a legend of its own. */
export function theoryChannels(lines: readonly Told[], shared: Shared): object {
  return { ...colorsOf(lines, shared), strokeDash: theoryDash(shared) };
}

/** What theory says of final values is dashed in black; beside variants, which have the dashes, without a legend. */
export const finalTheoryChannels = (shared: Shared): object => ({
  stroke: { value: style.ink.text },
  strokeDash: shared.theoryTitle === undefined ? { value: style.theoryDash } : theoryDash(shared),
});

const theoryDash = (shared: Shared): object => ({
  datum: shared.theoryTitle,
  scale: { domain: [shared.theoryTitle], range: [style.theoryDash] },
  legend: legendOf('', [shared.theoryTitle!], shared),
});

export function colorsOf(lines: readonly Told[], shared: Shared): object {
  if (isRanked(lines)) {
    const legend = rankLegend(shared);
    return { color: { field: 'rank', type: 'ordinal', scale: rankScale(shared), legend } };
  }
  if (!isGrouped(lines)) return { stroke: { value: style.ink.text } };
  return { stroke: { ...groupChannel(shared), scale: groupScale(shared) } };
}

function dashesOf(lines: readonly Told[], shared: Shared): object {
  const { theoryTitle, variants, variantTitle, groups: domain } = shared;
  if (variants.length > 0) {
    if (!isVaried(lines)) return {};
    const scale = { domain: variants, range: style.dashes(variants.length) };
    return {
      strokeDash: {
        field: 'variant',
        type: 'ordinal',
        scale,
        legend: legendOf(variantTitle, variants, shared),
      },
    };
  }
  if (theoryTitle !== undefined || !isGrouped(lines)) return {};
  return { strokeDash: { ...groupChannel(shared), scale: { domain, range: style.dashes(domain.length) } } };
}

/** Of points: filled where no variant is to be told by its shape. */
export function markChannels(lines: readonly Told[], shared: Shared): object {
  const fill = fillChannel(lines, shared);
  if (!isVaried(lines)) return { ...colorsOf(lines, shared), ...fill };
  const scale = { domain: shared.variants, range: style.variantShapes };
  const shape = { field: 'variant', type: 'nominal', scale, legend: null };
  return { ...colorsOf(lines, shared), ...fill, shape };
}

const groupChannel = (shared: Shared): object => ({
  field: 'group',
  type: 'ordinal',
  legend: legendOf(shared.groupTitle, shared.groups, shared),
});

export function fillChannel(lines: readonly Told[], shared: Shared): object {
  if (isRanked(lines)) {
    return { fill: { field: 'rank', type: 'ordinal', scale: rankScale(shared), legend: null } };
  }
  if (!isGrouped(lines)) return { fill: { value: style.ink.text } };
  return { fill: { field: 'group', type: 'ordinal', scale: groupScale(shared), legend: null } };
}
