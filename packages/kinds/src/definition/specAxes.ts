/** The axes that a stored sweep's specification names. */
import { InputError, shown, ownValue } from '@ranksweep/core';

/** What can be read of a specification. */
export interface SpecAxes {
  /** Axes by part, in their order. Anything that is not an object is left out. */
  readonly axes: Map<string, string[]>;
  /** The first part or axes that is not an object, if there is one. */
  readonly problem?: string;
}

/** The axes of a specification, as far as they can be read. Anyone with access to the file may have changed it. */
export function readSpecAxes(spec: unknown): SpecAxes {
  const problems: string[] = [];
  const groupAt = (value: unknown, key: string, place = ''): object => {
    const found = ownValue(value, key) ?? {};
    if (typeof found === 'object' && !Array.isArray(found)) return found;
    problems.push(`${place}expected a group of keys at ${shown(key)}, found ${shown(found)}`);
    return {};
  };
  const parts = groupAt(spec, 'parts');
  const axes = new Map(
    Object.keys(parts).map((part) => {
      const place = `part ${shown(part)}: `;
      const own = groupAt(parts, part, place);
      const searched = groupAt(groupAt(own, 'search', place), 'space', place);
      return [part, Object.keys({ ...groupAt(own, 'axes', place), ...searched })];
    }),
  );
  return { axes, ...(problems[0] === undefined ? {} : { problem: problems[0] }) };
}

/**
 * Axes by part, in their order; none if the specification has no parts.
 * @param where says what `spec` is, for the error message
 * @throws InputError if the specification's parts or axes are not objects
 */
export function specAxes(spec: unknown, where: string): Map<string, string[]> {
  const { axes, problem } = readSpecAxes(spec);
  if (problem !== undefined) throw new InputError(`${where}: ${problem}`);
  return axes;
}
