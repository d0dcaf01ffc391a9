/**
 * Starts the programs of a lane, one after another, and passes on what they write. It is a process of its own since it is small: to start
 * another process, the system copies the tables of the memory of the one that asks, and those of a whole sweep's take longer than many
 * programs.
 *
 * It also sees to it that no program outlives the lane. Each leads a group. When the lane dies, the system closes the socket, and the group
 * is killed. A watcher, which is a shell, does the same if this process is killed, too: it hears of every group, and of its end.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { frameHeader, Frames, jsonFrame } from './frames.ts';
import { FROM_STARTER, LANE_FD, TO_STARTER, type Exit, type ProgramToStart } from './protocol.ts';

/** How long the output of a program that has ended may stay open without a word. Someone who has left its group may hold it. */
const LONGEST_OPEN_MS = 2000;

/** Reads the group at work, or an empty line, and kills the last group at the end. */
const WATCH = `trap '' HUP INT QUIT TERM
group=
while read -r next; do group=$next; done
[ -n "$group" ] && kill -s KILL -- "-$group"`;

/** The program at work. */
interface AtWork {
  readonly child: ChildProcess;
  readonly group: number;
  readonly outputs: readonly Readable[];
}

const lane = new Socket({ fd: LANE_FD, readable: true, writable: true });
const watcher = spawn('/bin/sh', ['-c', WATCH], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
const groups: Writable = watcher.stdin!;
let atWork: AtWork | undefined;

function start({ command: [file, ...words], cwd, env }: ProgramToStart): void {
  let child: ChildProcess;
  try {
    child = spawn(file!, words, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    return refuse(error as Error);
  }
  if (child.pid === undefined) return void child.once('error', refuse);
  groups.write(`${child.pid}\n`);
  const outputs = child.stdio.slice(1, 4) as Readable[];
  atWork = { child, group: child.pid, outputs };
  lane.write(jsonFrame(FROM_STARTER.started, child.pid));
  passOn(atWork);
}

const refuse = ({ message }: Error): void => void lane.write(jsonFrame(FROM_STARTER.refused, message));

function passOn({ child, group, outputs }: AtWork): void {
  let closing: NodeJS.Timeout | undefined;
  outputs.forEach((output, kind) => {
    output.on('data', (block: Buffer) => {
      closing?.refresh();
      lane.cork();
      lane.write(frameHeader(kind, block.length));
      lane.write(block);
      lane.uncork();
      if (lane.writableNeedDrain) for (const one of outputs) one.pause();
    });
    output.on('error', () => {}); // It is closed then.
  });
  child.once('exit', (code, signal) => {
    signalGroup('SIGKILL'); // What the program has left behind.
    const exit: Exit = { code: code ?? undefined, signal: signal ?? undefined };
    lane.write(jsonFrame(FROM_STARTER.exit, exit));
    closing = setTimeout(() => {
      if (lane.writableNeedDrain) closing!.refresh();
      else for (const output of outputs) output.destroy();
    }, LONGEST_OPEN_MS);
  });
  child.once('close', () => {
    clearTimeout(closing);
    if (atWork?.group === group) atWork = undefined;
    groups.write('\n');
    lane.write(frameHeader(FROM_STARTER.through, 0));
  });
}

function signalGroup(signal: NodeJS.Signals): void {
  if (atWork === undefined) return;
  try {
    process.kill(-atWork.group, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function end(): void {
  signalGroup('SIGKILL');
  process.exit();
}

for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM'] as const) process.on(signal, () => {});
groups.on('error', () => {}); // Someone has killed the watcher.
const frames = new Frames();
lane.on('data', (block: Buffer) => {
  for (const { kind, payload } of frames.add(block)) {
    const value = JSON.parse(payload.toString()) as unknown;
    if (kind === TO_STARTER.start) start(value as ProgramToStart);
    else signalGroup(value as NodeJS.Signals);
  }
});
lane.on('drain', () => {
  for (const output of atWork?.outputs ?? []) output.resume();
});
lane.on('error', () => {});
lane.on('close', end);
