/** Reading of tags. */
import type { Connection } from '../connection/connection.ts';

/** A sweep's tags in alphabetical order. */
export const tagsOf = ({ statement }: Connection, sweepId: number): string[] =>
  statement<[number], string>('SELECT tag FROM tags WHERE sweep_id = ? ORDER BY tag').pluck().all(sweepId);
