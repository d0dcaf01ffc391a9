/** Amounts of memory, as configurations have them: `500MB`, `16GiB`, or `16G` as schedulers of clusters write it. */

/** A number, and a unit: of thousands with a B alone, of 1024 otherwise. */
export const MEMORY = /^(?<number>\d+(?:\.\d+)?) ?(?<prefix>[KMGT])(?<unit>B|iB|)$/;

const POWERS = { K: 1, M: 2, G: 3, T: 4 };

/** @param memory matches `MEMORY` */
export function bytesOf(memory: string): number {
  const { number, prefix, unit } = MEMORY.exec(memory)!.groups!;
  return Math.ceil(Number(number) * (unit === 'B' ? 1000 : 1024) ** POWERS[prefix as keyof typeof POWERS]);
}
