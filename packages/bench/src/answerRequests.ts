/** The measured process's end of the conversation. */
import { createInterface } from 'node:readline';
import type { Failure, Ready, Request } from './protocol.ts';

const say = (message: object): void => console.log(JSON.stringify(message));

/** Answers requests until standard input ends. A failure is told, and is the process's last word. */
export async function answerRequests(
  start: () => Promise<{
    readonly ready: Omit<Ready, 'ready'>;
    readonly answer: (request: Request) => object | Promise<object>;
    readonly end: () => void;
  }>,
): Promise<void> {
  try {
    const { ready, answer, end } = await start();
    say({ ready: true, ...ready } satisfies Ready);
    for await (const line of createInterface({ input: process.stdin })) {
      say(await answer(JSON.parse(line) as Request));
    }
    end();
  } catch (error) {
    say({ error: (error as Error).message } satisfies Failure);
    process.exitCode = 1;
  }
}
