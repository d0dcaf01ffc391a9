/** Starts a program that has a child and hears no signal but SIGKILL, and waits. */
import { launch } from '../../src/lane/launch.ts';

const { pid } = await launch({
  command: ['/bin/sh', '-c', "trap '' TERM HUP INT; sleep 4242 & sleep 4242; wait"],
  cwd: '/',
  env: {},
});
process.send!(pid);
setInterval(() => {}, 1000);
