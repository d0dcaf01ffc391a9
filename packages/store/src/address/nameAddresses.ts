/** Addresses of sweeps by name, in the form that people type. */

/** The name and tags of a sweep. */
export interface SweepLabel {
  readonly id: number;
  readonly name: string;
  /** In alphabetical order. */
  readonly tags: readonly string[];
}

/**
 * The newest sweep of a name has the name alone as its address, the second newest `NAME@2`, and so on.
 * @param labels of all sweeps of a database, newest first
 * @returns the addresses by sweep number
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
