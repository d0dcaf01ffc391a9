/** The `ranksweep` command. */

// A sweep goes on when nobody reads what it says: the reader of a pipe may end, and a terminal be closed. Where what it says
// is lost otherwise, on a full disk, it goes on too, but has not succeeded.
let isLost = false;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || error.code === 'EIO') return;
    if (!isLost) process.stderr.write(`ranksweep: cannot write to its output: ${error.message}\n`);
    isLost = true;
  });
}
process.once('exit', () => {
  if (isLost && process.exitCode === 0) process.exitCode = 1;
});

// A file that reaches the size of `ulimit -f` is an error of the write, which is told, and no end of the process.
if (process.platform !== 'win32') process.on('SIGXFSZ', () => {});

const { pythonPath } = await import('./pythonPath.ts');
process.env['PYTHONPATH'] = pythonPath(process.env['PYTHONPATH']);

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
