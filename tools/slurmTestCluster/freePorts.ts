/** Ports for daemons that cannot be told to choose one themselves. */
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the range from which the system takes ports of outgoing connections, so that none of these takes one meanwhile. */
const FIRST = 20_000;
const LAST = 30_000;

/**
 * `count` ports on loopback on which nobody listens. They are drawn at random, so that clusters started at the same moment do not
 * take the same ones.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
