/** Answers one request, which comes as a message, and ends. */
import { answer } from './answer.ts';
import type { QueryRequest } from './messages.ts';

process.once('message', (request: QueryRequest) =>
  process.send!(answer(request), () => process.disconnect()),
);
