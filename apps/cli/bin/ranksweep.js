#!/usr/bin/env node
// Starts ranksweep on this Node, or on the one that the package brings along where this one is too old. It is started as a second
// process there, and also where it needs options of Node's own.
import { spawn } from 'node:child_process';
import { accessSync, constants as accessMode, mkdirSync, readFileSync } from 'node:fs';
import module from 'node:module';
import { constants, homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// NO_COLOR decides, as everywhere here. Node and its children would warn on stderr of a FORCE_COLOR beside it, which nx sets.
if (process.env.NO_COLOR) delete process.env.FORCE_COLOR;

const require = module.createRequire(import.meta.url);
const { optionalDependencies: nodes } = require('../package.json');
/** The Node that ranksweep is written for is the one that it brings along. */
const NEEDED_MAJOR = Number.parseInt(Object.values(nodes)[0], 10);
// TypeScript in a checkout, JavaScript in what is published.
const main = import.meta.resolve('#main');

// Reading TypeScript takes most of the time in which a command starts, and tens of megabytes. What has been read is kept, so that
// even the reader is not loaded. Processes and lanes that are started from here inherit the variable.
process.env.NODE_COMPILE_CACHE ??= compiledFolder();

/**
 * Beside the package, and removed with it; or in the user's cache where an administrator has installed it. Node keeps versions of
 * itself, users and files apart there, replaces files at once, and goes without where nothing can be written.
 */
function compiledFolder() {
  const own = fileURLToPath(new URL('../node_modules/.cache/compiled', import.meta.url));
  try {
    mkdirSync(own, { recursive: true });
    accessSync(own, accessMode.W_OK);
    return own;
  } catch {
    const { XDG_CACHE_HOME: cache = '' } = process.env;
    return join(isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'ranksweep', 'compiled');
  }
}

// A WebAssembly memory reserves up to 4 GB of addresses, and guard pages of 10 GB after it. Where addresses are limited
// (`ulimit -v`), V8 aborts in the next place that wants some. Without guards and with 512 MB a lane, bits are the same.
const FOR_FEW_ADDRESSES = ['--disable-wasm-trap-handler', '--wasm-max-mem-pages=8192'];

function hasAddressLimit() {
  if (process.platform === 'linux') {
    try {
      return !/^Max address space +unlimited/m.test(readFileSync('/proc/self/limits', 'latin1'));
    } catch {
      // There is no /proc. The report takes ten times as long.
    }
  }
  process.report.excludeNetwork = true; // it would look up the names of all addresses
  const { userLimits: limits = {} } = process.report.getReport();
  const { soft } = limits.virtual_memory_bytes ?? limits.virtual_memory_kbytes ?? {}; // the second is Node 20's
  return typeof soft === 'number';
}

/** The Node that was installed with this package; undefined where it has none for the platform, or was installed without. */
function bundledNode() {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', isWindows ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

const isNew = Number.parseInt(process.versions.node, 10) >= NEEDED_MAJOR;
const options = hasAddressLimit() ? FOR_FEW_ADDRESSES : [];
if (isNew && options.every((option) => process.execArgv.includes(option))) {
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  await import(main);
} else {
  const node = isNew ? process.execPath : bundledNode();
  if (node === undefined) {
    console.error(
      `ranksweep: expected Node ${NEEDED_MAJOR} or later, found ${process.versions.node}; ` +
        `install Node ${NEEDED_MAJOR}, or install ranksweep again with its optional dependencies, which bring one along`,
    );
    process.exit(2);
  }
  start(node);
}

function start(node) {
  const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(
    node,
    [...process.execArgv, ...options, fileURLToPath(main), ...process.argv.slice(2)],
    {
      stdio: 'inherit',
      env: { ...process.env, PATH: path },
    },
  );
  // Signals may be for this process alone. Ctrl-C, which the whole process group gets, then comes to the child twice, and counts once.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  // On Windows, a signal from another process ends a process at once, and Ctrl-C has reached the child by itself.
  process.on('SIGINT', () => process.platform === 'win32' || child.kill('SIGINT'));
  child.on('error', (error) => {
    console.error(`ranksweep: ${node}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (status, signal) => {
    if (signal === null) process.exit(status);
    if (!ASKED_FOR.includes(signal)) console.error(`ranksweep: ${endedBy(signal)}`);
    process.exit(128 + constants.signals[signal]);
  });
}

/** Whoever sent these knows. */
const ASKED_FOR = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'];

function endedBy(signal) {
  const why =
    {
      SIGKILL: 'somebody killed it, or the system did as memory ran out: free some, or use fewer --lanes',
      SIGXFSZ: 'a file reached its greatest size: raise it with ulimit -f',
      SIGXCPU: 'it used up its processor time: raise it with ulimit -t',
    }[signal] ??
    'Node itself failed, for want of memory or by a fault: ranksweep doctor looks at the machine';
  const limit = options.length > 0 ? ' Addresses are limited: see ulimit -v.' : '';
  return `ended by ${signal}; ${why}.${limit} What a sweep had committed is there, and the same command goes on from it`;
}
