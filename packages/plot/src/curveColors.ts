/** Colours and dashes of curves: ranks use the colour scale, groups the stroke scale, for legends that all panels share. */
import type { CurvePanel } from './figure.ts';
import { legendOf, rankLegend } from './legends.ts';
import type { Shared } from './shared.ts';
import * as style from './style.ts';

const isRanked = (panel: CurvePanel): boolean => panel.curves.some((curve) => curve.rank !== undefined);
const isGrouped = (panel: CurvePanel): boolean => panel.curves.some((curve) => curve.group !== undefined);
const rankScale = ({ ranks }: Shared): object => ({ domain: ranks, range: style.rankColors(ranks.length) });
const groupScale = ({ groups }: Shared): object => ({
  domain: groups,
  range: style.groupColors(groups.length),
});

export function strokeChannels(panel: CurvePanel, shared: Shared): object {
  return {
    ...colorChannel(panel, shared),
    ...(shared.theoryTitle === undefined ? groupDashes(panel, shared) : {}),
  };
}

/** Dashed in the curves' colours, with a legend of its own. */
export function theoryChannels(panel: CurvePanel, shared: Shared): object {
  const scale = { domain: [shared.theoryTitle], range: [style.theoryDash] };
  const strokeDash = {
    datum: shared.theoryTitle,
    scale,
    legend: legendOf('', [shared.theoryTitle!], shared),
  };
  return { ...colorChannel(panel, shared), strokeDash };
}

function colorChannel(panel: CurvePanel, shared: Shared): object {
  if (isRanked(panel)) {
    const legend = rankLegend(shared);
    return { color: { field: 'rank', type: 'ordinal', scale: rankScale(shared), legend } };
  }
  if (!isGrouped(panel)) return { stroke: { value: style.ink.text } };
  return { stroke: { ...groupChannel(shared), scale: groupScale(shared) } };
}

function groupDashes(panel: CurvePanel, shared: Shared): object {
  if (isRanked(panel) || !isGrouped(panel)) return {};
  const domain = shared.groups;
  const range = domain.map((_, i) => style.groupDashes[i % style.groupDashes.length]);
  return { strokeDash: { ...groupChannel(shared), scale: { domain, range } } };
}

const groupChannel = (shared: Shared): object => ({
  field: 'group',
  type: 'ordinal',
  legend: legendOf(shared.groupTitle, shared.groups, shared),
});

export function fillChannel(panel: CurvePanel, shared: Shared): object {
  if (isRanked(panel)) {
    return { fill: { field: 'rank', type: 'ordinal', scale: rankScale(shared), legend: null } };
  }
  if (!isGrouped(panel)) return { fill: { value: style.ink.text } };
  return { fill: { field: 'group', type: 'ordinal', scale: groupScale(shared), legend: null } };
}
