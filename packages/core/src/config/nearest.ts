/** The valid name that a misspelt one most likely meant. */
import { closest } from 'fastest-levenshtein';

export const nearestName = (name: string, candidates: readonly string[]): string => closest(name, candidates);
