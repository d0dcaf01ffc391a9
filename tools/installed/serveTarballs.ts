/** A registry of the packed packages and nothing else, as npm asks it: what is published is installed from such a one. */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import type { PackedPackage } from '../pack/packWorkspace.ts';

interface TarballServer {
  /** For `--@ranksweep:registry`. */
  readonly url: string;
  close(): void;
}

export async function serveTarballs(packages: readonly PackedPackage[]): Promise<TarballServer> {
  // npm keeps what it was told by URL, and another server may have had this port.
  const root = `/${randomUUID()}/`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url!).slice(root.length);
    const found = packages.find(({ manifest, tarball }) => [manifest.name, basename(tarball)].includes(path));
    if (found === undefined) return response.writeHead(404).end();
    if (path.endsWith('.tgz')) return response.end(readFileSync(found.tarball));
    return response.end(JSON.stringify(packument(found, url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${root}`;
  return { url, close: () => server.close() };
}

function packument({ manifest, tarball }: PackedPackage, url: string) {
  const integrity = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  const dist = { tarball: `${url}${basename(tarball)}`, integrity };
  const { name, version } = manifest;
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, dist } } };
}
