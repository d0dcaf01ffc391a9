/** A sweep's progress in words, as every display shows it. */
import { formatDuration } from '@ranksweep/text';
import { countsText } from './counts.ts';
import type { Estimate } from './estimate.ts';
import type { SweepProgress } from './reader.ts';

/** `finished 21 of 27 runs: 18 done, 3 cancelled; 2 running; 1.2M iterations, 3.4K/s, about 450K and 2 min 12 s left` */
export const progressText = (progress: SweepProgress): string =>
  `${countsText(progress.counts)}; ${paceText(progress)}`;

/** `1.2M iterations, 3.4K/s, about 450K and 2 min 12 s left` */
export function paceText({ iterations, iterationsPerSecond, leftMs, isBound }: Estimate): string {
  const made = `${shortCount(iterations.made)} iterations`;
  if (iterations.left === 0) return made;
  const speed = iterationsPerSecond === undefined ? [] : [`${shortCount(iterationsPerSecond)}/s`];
  if (iterations.left === Infinity) return [made, ...speed].join(', ');
  const left = leftMs === undefined ? ' left, time not known yet' : ` and ${formatDuration(leftMs)} left`;
  return [made, ...speed, `${isBound ? 'at most' : 'about'} ${shortCount(iterations.left)}${left}`].join(
    ', ',
  );
}

/** `about 2 min 12 s`, or `at most` if no run has ended yet. Empty while it is unknown. */
export const timeLeftText = ({ leftMs, isBound }: Estimate): string =>
  leftMs === undefined ? '' : `${isBound ? 'at most' : 'about'} ${formatDuration(leftMs)}`;

/** 950, 12.3K, 4.1M */
export function shortCount(count: number): string {
  // Made once it is wanted: every command loads this, and making it takes ten milliseconds.
  counts ??= new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
  return counts.format(count);
}

let counts: Intl.NumberFormat | undefined;
