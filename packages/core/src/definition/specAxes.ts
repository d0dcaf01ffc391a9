/** The axes that a stored sweep's specification names. */
import { InputError } from '../config/errors.ts';
import { shown } from '../config/expectation.ts';
import { ownValue } from '../config/schemaWalk.ts';

/**
 * Axes by part, in their order; none of a specification without parts.
 * @param where what `spec` is, for the message
 * @throws InputError for a specification whose parts or axes are no groups of keys
 */
export function specAxes(spec: unknown, where: string): Map<string, string[]> {
  const parts = groupAt(spec, 'parts', where);
  return new Map(
    Object.keys(parts).map((part) => [
      part,
      Object.keys(groupAt(groupAt(parts, part, where), 'axes', `${where}, part ${shown(part)}`)),
    ]),
  );
}

function groupAt(value: unknown, key: string, where: string): object {
  const found = ownValue(value, key) ?? {};
  if (typeof found === 'object' && !Array.isArray(found)) return found;
  throw new InputError(`${where}: expected a group of keys at ${shown(key)}, found ${shown(found)}`);
}
