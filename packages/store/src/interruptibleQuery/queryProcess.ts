/** Answers one request, which comes as a message, and ends. */
import { endWithParent } from '../endWithParent.ts';
import { answer } from './answer.ts';
import type { QueryRequest } from './messages.ts';

endWithParent();
process.once('message', (request: QueryRequest) =>
  process.send!(answer(request), () => process.disconnect()),
);
