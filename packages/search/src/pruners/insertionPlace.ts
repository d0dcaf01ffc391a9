/** @returns where a loss belongs among so many that ascend: behind those that equal it */
export function insertionPlace(count: number, lossAt: (place: number) => number, loss: number): number {
  let [from, to] = [0, count];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (lossAt(middle) <= loss) from = middle + 1;
    else to = middle;
  }
  return from;
}
