/** Colours and dashes of curves: ranks use the colour scale, groups the stroke scale, for two legends that all panels share. */
import type { CurvePanel } from './figure.ts';
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
  if (isRanked(panel)) {
    return {
      color: {
        field: 'rank',
        type: 'ordinal',
        scale: rankScale(shared),
        legend: { title: 'k-th largest, k =' },
      },
    };
  }
  if (!isGrouped(panel)) return { stroke: { value: style.ink.text } };
  const channel = { field: 'group', type: 'ordinal', legend: { title: shared.groupTitle } };
  const { groups } = shared;
  return {
    stroke: { ...channel, scale: groupScale(shared) },
    ...(shared.hasTheory
      ? {}
      : {
          strokeDash: {
            ...channel,
            scale: {
              domain: groups,
              range: groups.map((_, i) => style.groupDashes[i % style.groupDashes.length]),
            },
          },
        }),
  };
}

export function fillChannel(panel: CurvePanel, shared: Shared): object {
  if (isRanked(panel)) {
    return { fill: { field: 'rank', type: 'ordinal', scale: rankScale(shared), legend: null } };
  }
  if (!isGrouped(panel)) return { fill: { value: style.ink.text } };
  return { fill: { field: 'group', type: 'ordinal', scale: groupScale(shared), legend: null } };
}
