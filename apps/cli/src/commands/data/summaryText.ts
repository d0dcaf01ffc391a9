/** Tables of what images are like. */
import type { BlockPatterns, LabelSummary, Summary } from '@ranksweep/data';
import { terminalTable } from '../../render/terminalTable.ts';
import { formatNumber } from '@ranksweep/text';
import type { Groups, Look } from './look.ts';

export function summaryText(
  { labels, levelShares, distinctImages, patterns }: Summary,
  { names, train, test }: Groups,
  { levels, label }: Look,
): string {
  const rows = [
    ...labels.map((row) => [names[row.label], row.train, row.test, brightness(row.levelShares)]),
    ['all', train.labels.length, test.labels.length, brightness(levelShares)],
  ];
  return [
    terminalTable(['label', 'train', 'test', levels === 2 ? 'ones' : 'mean level'], rows),
    ...(label === undefined ? [] : [varianceText(labels)]),
    `Of the ${train.labels.length} training images, ${distinctImages} are distinct. How many patterns blocks of pixels have:`,
    terminalTable(['block', 'blocks', 'patterns', 'most in one'], patterns.map(patternRow)),
  ].join('\n\n');
}

const patternRow = ({ height, width, blocks, total, most }: BlockPatterns): unknown[] => [
  `${height} x ${width}`,
  blocks,
  total,
  most,
];

/** The mean level as a share of the highest: of two levels, the share of ones. */
function brightness(shares: readonly number[]): string {
  const mean = shares.reduce((sum, share, level) => sum + share * level, 0);
  return `${((100 * mean) / (shares.length - 1)).toFixed(1)} %`;
}

/** What the best constant reaches, with targets 2 and 0: the line that figures of tensor rank draw. */
function varianceText([ofLabel, others]: readonly LabelSummary[]): string {
  const of = (part: 'train' | 'test'): string => {
    const images = ofLabel![part] + others![part];
    if (images === 0) return 'nothing, without images,';
    const share = ofLabel![part] / images;
    return formatNumber(share * (1 - share));
  };
  return `The best constant reaches mse/4 = ${of('train')} in training, ${of('test')} in testing (the variance line).`;
}
