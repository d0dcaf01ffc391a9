/** The machine that runs are computed on. */
import { readFileSync } from 'node:fs';
import { cpuName, createEngine } from '@ranksweep/engine';
import { countOf, formatBytes } from '@ranksweep/text';
import { ok, todo, type Finding } from '@ranksweep/text/finding';
import { roomHere, usualLanes, type Room } from '../limits/lanes.ts';
import { resourceLimits, type ResourceLimits } from '../limits/resourceLimits.ts';
import { shortages } from '../limits/shortages.ts';

/** The Node that ranksweep is written for is the one that it brings along. */
const { optionalDependencies: nodes } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly optionalDependencies: Readonly<Record<string, string>> };
const NEEDED_NODE = Number.parseInt(Object.values(nodes)[0]!, 10);

/** Names in /proc/cpuinfo that speed depends on: of x86, then of ARM. */
const FEATURES = ['sse4_1', 'sse4_2', 'avx', 'avx2', 'fma', 'avx512f', 'asimd'];

export function nodeFinding(version: string = process.versions.node): Finding {
  if (Number.parseInt(version, 10) >= NEEDED_NODE) return ok('Node', version);
  return todo('Node', `${version}, older than ${NEEDED_NODE}: start it as ranksweep, which brings one along`);
}

/** @param cpuinfo text of /proc/cpuinfo; undefined where there is none */
export function cpuFeatures(cpuinfo: string | undefined): string[] {
  const line = /^(?:flags|Features)\s*:(.*)$/m.exec(cpuinfo ?? '')?.[1];
  const flags = new Set(line?.trim().split(/\s+/));
  return FEATURES.filter((name) => flags.has(name));
}

export function cpuFinding(): Finding {
  const features = cpuFeatures(readCpuinfo());
  return ok('CPU', `${cpuName()}; ${features.join(' ') || 'its features are not told here'}`);
}

/** Which build runs is found out by computing with it, not from the CPU's features. */
export function kernelsFinding(): Finding {
  const { arithmetic } = createEngine('wasm');
  if (arithmetic === 'f32-fma') return ok('kernels', 'wasm-fma: fused multiply-add, probed');
  const text = 'wasm-plain: multiply-add does not round once here, probed';
  if (!cpuFeatures(readCpuinfo()).includes('fma')) return ok('kernels', text);
  return todo('kernels', `${text}, though the CPU can: update Node, and start it without V8 options`);
}

/** What the container or batch job leaves, where this is one. */
export function memoryFinding(room: Room = roomHere()): Finding {
  const text = `${countOf(room.cores, 'core')}, ${formatBytes(room.freeBytes)} of memory free`;
  const lanes = usualLanes(room);
  if (lanes === room.cores) return ok('cores', text);
  return todo(
    'cores',
    `${text}, too little for a lane on each: free some, or there will be ${countOf(lanes, 'lane')}`,
  );
}

/** As commands check them that compute. */
export function limitFindings(
  databaseBytes: number,
  lanes: number = usualLanes(),
  limits: ResourceLimits = resourceLimits(),
): Finding[] {
  const found = shortages({ lanes, databaseBytes }, limits);
  if (found.length === 0)
    return [ok('limits', `room for ${countOf(lanes, 'lane')} within what ulimit allows`)];
  return found.map(({ what, text }) => todo(what, text));
}

function readCpuinfo(): string | undefined {
  try {
    return readFileSync('/proc/cpuinfo', 'latin1');
  } catch {
    return undefined;
  }
}
