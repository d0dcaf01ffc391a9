/** The axes that a stored sweep's specification names. */
import { InputError, shown, ownValue } from '@ranksweep/core';

export interface SpecAxes {
  /** By part, in their order; none of what is no group of keys. */
  readonly axes: Map<string, string[]>;
  /** The first of the parts and axes that is no group of keys, where there is one. */
  readonly problem?: string;
}

/** Axes of a specification as far as it has them; whoever has the file may have written into it. */
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
      return [part, Object.keys(groupAt(groupAt(parts, part, place), 'axes', place))];
    }),
  );
  return { axes, ...(problems[0] === undefined ? {} : { problem: problems[0] }) };
}

/**
 * Axes by part, in their order; none of a specification without parts.
 * @param where what `spec` is, for the message
 * @throws InputError for a specification whose parts or axes are no groups of keys
 */
export function specAxes(spec: unknown, where: string): Map<string, string[]> {
  const { axes, problem } = readSpecAxes(spec);
  if (problem !== undefined) throw new InputError(`${where}: ${problem}`);
  return axes;
}
