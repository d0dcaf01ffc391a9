/** The machine that runs are computed on. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { cpuName, createEngine } from '@ranksweep/engine';
import { formatBytes } from '../render/bytes.ts';
import { countOf } from '../render/count.ts';
import { ok, todo, type Finding } from './finding.ts';

const NEEDED_NODE = 24;
/** The most that a process with one lane held of the workloads in docs/SPEED.md. */
const BYTES_PER_LANE = 140e6;
/** Names in /proc/cpuinfo that speed depends on: of x86, then of ARM. */
const FEATURES = ['sse4_1', 'sse4_2', 'avx', 'avx2', 'fma', 'avx512f', 'asimd'];

export function nodeFinding(version: string = process.versions.node): Finding {
  if (Number.parseInt(version, 10) >= NEEDED_NODE) return ok('Node', version);
  return todo('Node', `${version}, older than ${NEEDED_NODE}: run npm ci, which brings one along`);
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

export function memoryFinding(
  cores: number = availableParallelism(),
  freeBytes: number = process.availableMemory(),
): Finding {
  const text = `${countOf(cores, 'core')}, ${formatBytes(freeBytes)} of memory free`;
  const lanes = Math.floor(freeBytes / BYTES_PER_LANE);
  if (lanes >= cores) return ok('cores', text);
  return todo(
    'cores',
    `${text}: too little for a lane on each; free some, or run with --lanes ${Math.max(1, lanes)}`,
  );
}

function readCpuinfo(): string | undefined {
  try {
    return readFileSync('/proc/cpuinfo', 'latin1');
  } catch {
    return undefined;
  }
}
