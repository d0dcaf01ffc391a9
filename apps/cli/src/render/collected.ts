/** What was collected of the segments in a folder, in words. */
import type { CollectReport } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import { leftOutLines } from './leftOutLines.ts';

export const collectedText = ({ segments, changed }: CollectReport): string =>
  segments === 0
    ? 'nothing new'
    : `${countOf(segments, 'new segment')}, ${countOf(changed, 'run')} further than before`;

export const leftOutText = ({ leftOut }: CollectReport): string[] =>
  [...leftOut].flatMap(([name, left]) => [
    `  ${name}:`,
    ...(left.unreadable === undefined ? [] : [`  left out, since it cannot be read: ${left.unreadable}`]),
    ...leftOutLines(left),
  ]);
