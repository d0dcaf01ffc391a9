/** Answers one request, which arrives as a message, and exits. */
import { endWithParent } from '../endWithParent.ts';
import { answer } from './answer.ts';
import type { QueryRequest } from './messages.ts';

endWithParent();
process.once('message', (request: QueryRequest) =>
  process.send!(answer(request), () => process.disconnect()),
);
