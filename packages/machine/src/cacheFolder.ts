/** Where programs keep what they can get again. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * The user's folder for what ranksweep has got from elsewhere.
 * Source: XDG Base Directory Specification, which ignores relative paths.
 */
export function cacheFolder(env: Readonly<Record<string, string | undefined>>): string {
  const cache = env.XDG_CACHE_HOME;
  return join(cache && isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'ranksweep');
}
