/** Answers one request, which arrives as a message, and exits. Its argument is the process that asks. */
import { endWithParent } from '../processes/endWithParent.ts';
import { answer } from './answer.ts';
import type { QueryRequest } from './messages.ts';

endWithParent(Number(process.argv[2]));
process.once('message', (request: QueryRequest) =>
  process.send!(answer(request), () => process.disconnect()),
);
