/**
 * Circles among folders. The linter finds those among files; folders can import each other without one, and then neither can be
 * understood, or taken out, without the other.
 */
import { posix } from 'node:path';

/** A file, by its path from the root, and the files that it imports. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** Relative imports of a source, types and those at run time included. */
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*)'(\.{1,2}\/[^']+)'/g;

/** @returns paths from the root */
export const importsOf = (path: string, source: string): string[] =>
  Array.from(source.matchAll(IMPORT), ([, imported]) => posix.join(posix.dirname(path), imported!));

/**
 * Looks at every folder from the root on: its files and the folders directly in it must not import each other in a circle.
 * @param imports paths relative to the root
 * @returns each circle as `folder: a, b, c`, names in alphabetical order
 */
export function folderCircles(imports: Imports): string[] {
  const folders = new Set([...imports.keys()].flatMap(foldersAbove));
  return [...folders]
    .toSorted()
    .flatMap((folder) =>
      circles(membersOf(folder, imports)).map((names) => `${folder}: ${names.toSorted().join(', ')}`),
    );
}

/** `a/b/c.ts` -> `a/b`, `a`, `.` */
const foldersAbove = (path: string): string[] => {
  const folder = posix.dirname(path);
  return folder === '.' ? ['.'] : [folder, ...foldersAbove(folder)];
};

/** Of the files and folders directly in a folder: which others of these they import. */
function membersOf(folder: string, imports: Imports): Map<string, Set<string>> {
  const above = folder === '.' ? '' : `${folder}/`;
  const memberOf = (path: string): string | undefined =>
    path.startsWith(above) ? path.slice(above.length).split('/', 1)[0] : undefined;
  const members = new Map<string, Set<string>>();
  for (const [path, imported] of imports) {
    const member = memberOf(path);
    if (member === undefined) continue;
    const others = members.get(member) ?? new Set();
    for (const other of imported.map(memberOf)) {
      if (other !== undefined && other !== member) others.add(other);
    }
    members.set(member, others);
  }
  return members;
}

/** Groups whose members all reach each other. */
function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reached = new Map([...graph.keys()].map((name) => [name, reachedFrom(name, graph)]));
  const groups = Map.groupBy(
    [...graph.keys()].filter((name) => reached.get(name)!.has(name)),
    (name) =>
      [...reached.get(name)!]
        .filter((other) => reached.get(other)?.has(name))
        .toSorted()
        .join('\n'),
  );
  return [...groups.values()];
}

/** Itself only if it is on a circle. */
function reachedFrom(name: string, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const next = [...(graph.get(name) ?? [])];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (reached.has(one)) continue;
    reached.add(one);
    next.push(...(graph.get(one) ?? []));
  }
  return reached;
}
