/** Sweeps by their names, as people can ask for each of them. */
import type { SweepLabel } from './reader.ts';

/**
 * Of the newest sweep of a name the name alone, of the second newest `NAME@2`, and so on.
 * @param labels of all sweeps of a database, the newest first
 * @returns by the sweeps' numbers
 */
export function nameAddresses(labels: readonly SweepLabel[]): Map<number, string> {
  const places = new Map<string, number>();
  return new Map(
    labels.map(({ id, name }) => {
      const place = (places.get(name) ?? 0) + 1;
      places.set(name, place);
      return [id, place === 1 ? name : `${name}@${place}`];
    }),
  );
}
