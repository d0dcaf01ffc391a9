/**
 * Measures ranksweep on this machine's GPU in stages, the most important first, and ends in time. `measure.sh` starts it where the
 * pack was unpacked. It leaves, in the folder `--output`:
 *
 *     machine.json        what there is: GPUs as nvidia-smi tells them, the driver, libraries, Python
 *     NAME.json, NAME.log what the stage printed, and what it said meanwhile
 *     sweep.db            the sweep
 *     summary.json        how long each stage took, and how it ended
 *     rows.md             the tables of docs/SPEED.md, as `npm run gpu-rows` makes them
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cpuName } from '@ranksweep/engine';
import type { EngineDevices } from '@ranksweep/sweep';
import { execa } from 'execa';
import { speedRows } from './speedRows.ts';
import { argsWithin, stages, type Stage } from './stages.ts';
import { machineLibraries, missingLibraries, vulkanDrivers, type VulkanDriver } from './vulkanDriver.ts';

/** A stage that would have less is left out. */
const LEAST_SECONDS = 10;
const PROBE_SECONDS = 60;

const { values } = parseArgs({
  options: {
    output: { type: 'string' },
    /** Packed libraries, for a machine that lacks them. */
    libraries: { type: 'string' },
    /** Seconds since 1970: unpacking counts, too. */
    started: { type: 'string', default: `${Date.now() / 1000}` },
    minutes: { type: 'string', default: '11.5' },
    device: { type: 'string', default: 'gpu' },
    python: { type: 'string', default: 'python3' },
    /** Small sizes, for a GPU that the processor plays. */
    quick: { type: 'boolean', default: false },
  },
});
const output = resolve(values.output ?? 'output');
const endsAt = Number(values.started) + 60 * Number(values.minutes);
const secondsLeft = (): number => endsAt - Date.now() / 1000;
mkdirSync(output, { recursive: true });

const libraries = await machineLibraries();
const missing =
  values.libraries === undefined ? undefined : missingLibraries(values.libraries, process.cwd(), libraries);
const drivers = vulkanDrivers(process.cwd(), libraries);
const { driver, tried } = await firstOf(drivers);
const machine = {
  system: `${process.platform} ${release()} ${arch()}`,
  processor: `${cpuName()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  nvidia: await said('nvidia-smi', [
    '--query-gpu=name,driver_version,memory.total,clocks.max.sm',
    '--format=csv',
  ]),
  packedLibrariesUsed: missing?.names ?? [],
  driversTried: tried,
  driver: driver?.text,
  python: await said(values.python.split(',')[0]!, ['--version']),
  cards: await said(values.python.split(',')[0]!, ['tools/gpu/cards.py']),
};
write('machine.json', machine);
console.log(JSON.stringify(machine, undefined, 2));
if (driver === undefined) {
  console.error('Expected a GPU that the engine webgpu can use, found none: see machine.json');
  process.exit(1);
}

const summary: object[] = [];
const { device, python } = values;
for (const stage of stages(values.quick ? 'quick' : 'full', { device, python, output })) {
  const seconds = Math.min(stage.mostSeconds, secondsLeft());
  if (seconds < LEAST_SECONDS) {
    tell(stage, 'left out: no time');
    continue;
  }
  console.log(`${stage.title} (${stage.name}), at most ${Math.round(seconds)} s ...`);
  const startedAt = performance.now();
  const { timedOut, exitCode, signal } = await ranksweep(stage, driver, seconds);
  const how = timedOut
    ? 'ended: it took too long'
    : (signal ?? (exitCode === 0 ? 'done' : `status ${exitCode}`));
  tell(stage, how, (performance.now() - startedAt) / 1000);
}
write('rows.md', speedRows(output));
console.log(`Results are in ${output}; npm run gpu-rows -- FOLDER prints the tables of docs/SPEED.md`);

function tell({ name, args }: Stage, outcome: string, seconds?: number): void {
  summary.push({ name, command: `ranksweep ${args.join(' ')}`, outcome, seconds });
  write('summary.json', summary);
  console.log(`  ${name}: ${outcome}${seconds === undefined ? '' : ` after ${seconds.toFixed(0)} s`}`);
}

function ranksweep(stage: Stage, used: VulkanDriver, seconds: number) {
  const { name } = stage;
  return execa(process.execPath, ['apps/cli/bin/ranksweep.js', ...argsWithin(stage, seconds)], {
    env: environmentOf(used),
    stdin: 'ignore',
    stdout: { file: join(output, `${name}.json`) },
    stderr: ['inherit', { file: join(output, `${name}.log`) }],
    timeout: Math.floor(1000 * seconds),
    forceKillAfterDelay: 5000,
    reject: false,
  });
}

/** The first driver with a real GPU, or else the first with any. */
async function firstOf(
  candidates: readonly VulkanDriver[],
): Promise<{ driver: VulkanDriver | undefined; tried: { text: string; found: unknown }[] }> {
  const seen: { text: string; found: unknown }[] = [];
  let emulated: VulkanDriver | undefined;
  for (const candidate of candidates) {
    const { stdout, stderr } = await execa(process.execPath, ['tools/gpu/gpus.ts'], {
      env: environmentOf(candidate),
      timeout: 1000 * PROBE_SECONDS,
      reject: false,
    });
    const found = parsed(stdout ?? '');
    seen.push({ text: candidate.text, found: found ?? stderr?.slice(-500) });
    const usable = found?.devices.filter(({ unusable }) => unusable === undefined) ?? [];
    if (usable.some(({ isEmulated }) => !isEmulated)) return { driver: candidate, tried: seen };
    if (usable.length > 0) emulated ??= candidate;
  }
  return { driver: emulated, tried: seen };
}

function parsed(text: string): EngineDevices | undefined {
  try {
    return JSON.parse(text) as EngineDevices;
  } catch {
    return undefined;
  }
}

function environmentOf({ environment }: VulkanDriver): Record<string, string> {
  const folders = [environment['LD_LIBRARY_PATH'], missing?.folder, process.env['LD_LIBRARY_PATH']];
  const path = folders.filter((folder) => folder !== undefined && folder !== '').join(':');
  return { ...environment, ...(path === '' ? {} : { LD_LIBRARY_PATH: path }) };
}

/** What a program prints; why it printed nothing. */
async function said(program: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr, failed, shortMessage } = await execa(program, args, {
    timeout: 1000 * PROBE_SECONDS,
    reject: false,
  });
  return failed ? `not known: ${shortMessage} ${stderr?.slice(-300) ?? ''}`.trim() : (stdout ?? '').trim();
}

function write(name: string, content: unknown): void {
  writeFileSync(
    join(output, name),
    typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
  );
}
