/** A mirror of an index of Python packages, on this machine, with one file, whose connection breaks off once in the middle. */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { Wheel } from '@ranksweep/cuda';

export interface Mirror {
  readonly server: Server;
  readonly url: string;
  /** The bytes from which the file was asked for. */
  readonly asked: readonly number[];
}

export async function startMirror(path: string, { project }: Wheel): Promise<Mirror> {
  const name = basename(path);
  const { size } = statSync(path);
  const asked: number[] = [];
  const server = createServer(({ url, headers }, response) => {
    if (url === `/simple/${project}/`) {
      response.setHeader('content-type', 'text/html');
      return void response.end(`<a href="../../files/${name}">${name}</a>`);
    }
    if (url !== `/files/${name}`) return void response.writeHead(404).end();
    const start = Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0);
    asked.push(start);
    response.writeHead(start > 0 ? 206 : 200, {
      'content-length': size - start,
      ...(start > 0 && { 'content-range': `bytes ${start}-${size - 1}/${size}` }),
    });
    const isFirst = asked.length === 1;
    const content = createReadStream(path, { start, ...(isFirst && { end: Math.floor(size / 2) }) });
    content.pipe(response, { end: !isFirst });
    if (isFirst) content.on('end', () => response.destroy());
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`, asked };
}
