/** Views of searches and boundaries, which are drawn without a word of them in the definition. */
import { getPath } from '@ranksweep/core';

/** What `plot --as` draws of a sweep that looks for something: `boundary` or `best`; undefined of any other. */
export function searchView(spec: object): 'boundary' | 'best' | undefined {
  const parts = Object.values((getPath(spec, 'parts') as Record<string, unknown> | undefined) ?? {});
  const has = (key: string): boolean => parts.some((part) => getPath(part as object, key) !== undefined);
  return has('boundary') ? 'boundary' : has('search') ? 'best' : undefined;
}
