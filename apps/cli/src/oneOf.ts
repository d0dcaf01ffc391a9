/** Options that take one of a few names. */
import { hint, InputError } from '@ranksweep/core';

/** @throws InputError when `found` is none of `names` */
export function oneOf<Name extends string>(option: string, found: string, names: readonly Name[]): Name {
  if ((names as readonly string[]).includes(found)) return found as Name;
  throw new InputError(`${option}: found '${found}'${hint(found, names, 'what there is')}`);
}
