/** Names of files after sweeps, whose names a database may have from anyone. */

const longest = 100;

/**
 * The name itself where it is one that a definition may have. Of another, what is harmless of it, and the number, so that no
 * two sweeps share a file; never a path that leaves its folder.
 */
export function fileStem(name: string, number: number | string): string {
  if (/^[\w-][\w.-]*$/.test(name) && name.length <= longest) return name;
  const harmless = name.replaceAll(/[^\w-]+/g, '-').slice(0, longest);
  return `${harmless.replaceAll(/^-+|-+$/g, '') || 'sweep'}-${number}`;
}
