/** Parts of a specification, as far as it can be read, whose runs follow from results. */
import { getPath } from '@ranksweep/core';

export const searchedParts = (spec: object | undefined): string[] =>
  Object.entries(getPath(spec ?? {}, 'parts') ?? {})
    .filter(([, part]) => isSearched(part as object))
    .map(([name]) => name);

const isSearched = (part: object): boolean =>
  getPath(part, 'search') !== undefined || getPath(part, 'boundary') !== undefined;
