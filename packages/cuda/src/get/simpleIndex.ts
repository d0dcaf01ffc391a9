/** Where an index of Python packages has a file: PEP 503 (pages) and PEP 691 (JSON). */
import { InputError } from '@ranksweep/core';
import { request, statusProblem, type RequestOptions } from '@ranksweep/download';

const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';
const MOST_BYTES = 64e6;

interface IndexedFile {
  readonly filename: string;
  readonly url: string;
}

/** What a file is asked for with. */
export interface FileAddress {
  readonly url: string;
  /** With the index's password, where it has one and the file is on the same server. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * @param index URL of the index
 * @param project such as `tensorflow-cpu`
 * @throws InputError if the index does not answer, or has no such file
 * @throws the signal's reason once it is aborted
 */
export async function findInIndex(
  index: string,
  project: string,
  filename: string,
  options: Omit<RequestOptions, 'headers'>,
): Promise<FileAddress> {
  const page = `${index.replace(/\/*$/, '/')}${project}/`;
  const { url, headers } = withoutPassword(page);
  const files = await request(
    url,
    { ...options, headers: { ...headers, accept: ACCEPT } },
    async (response, heard) => {
      if (!response.ok || response.body === null) throw statusProblem(response);
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
      const text = await textOf(response.body, heard);
      const listed = isJson ? fromJson(text) : fromPage(text);
      return listed.map((file) => ({ ...file, url: new URL(file.url, response.url).href }));
    },
  );
  const found = files.find((file) => file.filename === filename);
  if (found === undefined) {
    throw new InputError(
      `expected the file ${filename}, found ${files.length} others: is the mirror complete?`,
    );
  }
  const isSameServer = new URL(found.url).origin === new URL(url).origin;
  return { url: found.url, headers: isSameServer ? headers : {} };
}

/** fetch refuses URLs that hold a password; it goes into a header. */
function withoutPassword(text: string): FileAddress {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return { url: url.href, headers: {} };
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = '';
  url.password = '';
  return { url: url.href, headers: { authorization: `Basic ${Buffer.from(login).toString('base64')}` } };
}

async function textOf(body: AsyncIterable<Uint8Array>, heard: () => void): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    heard();
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      throw new InputError(`expected an index of at most ${MOST_BYTES} bytes, found more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fromJson(text: string): IndexedFile[] {
  try {
    const { files } = JSON.parse(text) as { files: IndexedFile[] };
    return files.map(({ filename, url }) => ({ filename, url }));
  } catch (error) {
    throw new InputError(`expected an index of packages, found something else (${(error as Error).message})`);
  }
}

/** Links whose text is the file's name. */
const fromPage = (text: string): IndexedFile[] =>
  [...text.matchAll(/<a\b[^>]*\bhref\s*=\s*(["'])(.*?)\1[^>]*>(.*?)<\/a>/gis)].map(([, , url, name]) => ({
    filename: name!.trim(),
    url: url!.replaceAll('&amp;', '&'),
  }));
