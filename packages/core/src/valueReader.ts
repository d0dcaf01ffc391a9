/** Values of a trajectory between its snapshots. */

interface SnapshotPoints {
  readonly iterations: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/**
 * Reads values of a metric at any iterations, which are asked for in ascending order. Between two snapshots it interpolates; before the
 * first there is no value (NaN), and after the last it stays, since a run ends where nothing moves any more.
 * @param points at least one; iterations ascend
 */
export function valueReader({ iterations, values }: SnapshotPoints): (iteration: number) => number {
  let next = 0;
  return (iteration) => {
    while (next < iterations.length && iterations[next]! < iteration) next++;
    if (next === iterations.length) return values[next - 1]!;
    if (iterations[next] === iteration) return values[next]!;
    if (next === 0) return NaN;
    const share = (iteration - iterations[next - 1]!) / (iterations[next]! - iterations[next - 1]!);
    return (1 - share) * values[next - 1]! + share * values[next]!;
  };
}
