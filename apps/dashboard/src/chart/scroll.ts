/** Which part of a long list is seen. */

export interface Window {
  readonly first: number;
  readonly count: number;
}

/** As many of `total` as there is room for, with the selected one near the middle. */
export function windowAround(selected: number, total: number, room: number): Window {
  const count = Math.max(0, Math.min(total, room));
  const centred = selected - ((count - 1) >> 1);
  return { first: Math.max(0, Math.min(total - count, centred)), count };
}

/** Such as `rows 3-7 of 20`; empty where all are seen. */
export function windowNote(noun: string, { first, count }: Window, total: number): string {
  return count === total ? '' : `${noun} ${first + 1}-${first + count} of ${total}`;
}
