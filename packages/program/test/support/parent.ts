/** Starts a program that has a child and hears no signal but SIGKILL, and waits. */
import { Starter } from '../../src/lane/start/starter.ts';

const { pid } = await new Starter().start(
  {
    command: ['/bin/sh', '-c', "trap '' TERM HUP INT; sleep 4242 & sleep 4242; wait"],
    cwd: '/',
    env: process.env,
  },
  { add: () => undefined },
);
process.send!(pid);
setInterval(() => {}, 1000);
