/** What a line of a program's output says: a snapshot, a checkpoint, both, or nothing of this kind. */

export interface ReadLine {
  readonly iteration: number;
  /** Numbers by name. */
  readonly values: Readonly<Record<string, number>>;
  /** What the program goes on from, as JSON; undefined if it has not said that it has saved anything. */
  readonly checkpoint: string | undefined;
  /** Whether the line says something else, too, which is neither a number nor a checkpoint. */
  readonly hasMore: boolean;
}

/** @returns undefined for what is no JSON of an object with an iteration */
export function readLine(line: string): ReadLine | undefined {
  if (!line.startsWith('{') || !line.includes('"iteration"')) return undefined;
  const object = parsed(line);
  if (object === undefined) return undefined;
  const { iteration, checkpoint } = object;
  if (!Number.isSafeInteger(iteration) || (iteration as number) < 0) return undefined;
  const values: Record<string, number> = {};
  let hasMore = false;
  for (const name of Object.keys(object)) {
    if (name === 'iteration' || name === 'checkpoint') continue;
    const value = object[name];
    if (typeof value === 'number') values[name] = value;
    else if (value === null) values[name] = NaN;
    else if (typeof value === 'boolean') values[name] = value ? 1 : 0;
    else hasMore = true;
  }
  return {
    iteration: iteration as number,
    values,
    checkpoint: checkpoint === undefined ? undefined : JSON.stringify(checkpoint),
    hasMore,
  };
}

type Parsed = Readonly<Record<string, unknown>>;

function parsed(line: string): Parsed | undefined {
  try {
    return JSON.parse(line) as Parsed;
  } catch {
    return parsedAsPython(line);
  }
}

/** Python writes NaN and infinities by names that JSON does not have. A number beyond all others is an infinity, and null is NaN. */
function parsedAsPython(line: string): Parsed | undefined {
  const text = line.replaceAll(/"(?:[^"\\]|\\.)*"|\bNaN\b|\bInfinity\b/g, (word) =>
    word === 'NaN' ? 'null' : word === 'Infinity' ? '1e999' : word,
  );
  if (text === line) return undefined;
  try {
    return JSON.parse(text) as Parsed;
  } catch {
    return undefined;
  }
}
