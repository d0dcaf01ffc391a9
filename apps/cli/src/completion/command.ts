/** Completion of shells: their scripts, and the command that these ask. */
import { readFileSync } from 'node:fs';
import { Argument, type Command } from 'commander';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print what completes commands, options, sweeps and definitions in a shell')
    .addArgument(new Argument('<shell>', 'which one').choices(SHELLS))
    .addHelpText(
      'after',
      `
Run it whenever the shell starts; ranksweep must be found on the PATH then:
  bash  in ~/.bashrc:  source <(ranksweep completion bash)
  zsh   in ~/.zshrc, below compinit:  source <(ranksweep completion zsh)
  fish  once:  ranksweep completion fish > ~/.config/fish/completions/ranksweep.fish

Sweeps, tags and metrics are those of the database that --db names on the line,
or of results/ranksweep.db.

Examples:
  source <(ranksweep completion bash)
  PATH="$PWD/node_modules/.bin:$PATH"    where ranksweep is installed in this folder`,
    )
    .action((name: string) => {
      process.stdout.write(readFileSync(new URL(`ranksweep.${name}`, import.meta.url), 'utf8'));
    });

  program
    .command('complete', { hidden: true })
    .argument('[line...]')
    .action(async (line: string[]) => {
      const { candidatesFor, FILES } = await import('./candidates.ts');
      for (const one of candidatesFor(program, line)) {
        console.log(one === FILES ? FILES : `${one.value}\t${one.description ?? ''}`);
      }
    });
}
