/** Canonical JSON, and hashes of it. */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** JSON with sorted keys and no blanks (RFC 8785). */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('a configuration is a JSON object');
  return text;
}

export const sha256 = (text: string | Uint8Array): string => createHash('sha256').update(text).digest('hex');
