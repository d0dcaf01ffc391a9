/** Why a panel is not drawn: more settings than colours and dashes can tell apart. */
import { MOST_VARIANTS } from '@ranksweep/kinds';
import type { Variants } from './differences.ts';

/** @param all of what a panel draws; undefined where dashes tell everything apart */
export function refusalOf(all: readonly Variants[]): string | undefined {
  const tooMany = all.find(({ count }) => count > MOST_VARIANTS);
  if (tooMany === undefined) return undefined;
  const { count, paths } = tooMany;
  return `${count} settings of ${paths.join(' and ')} would look alike: choose by where or colorBy`;
}
