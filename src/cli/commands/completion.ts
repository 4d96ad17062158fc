/** Completion of commands and options by shells. Its code is loaded only when it is called. */
import { Argument, type Command } from 'commander';

/** Adds `completion`, and the hidden command that the scripts call which it prints. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script that completes commands in bash, zsh, fish or PowerShell')
    .addArgument(
      new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish', 'powershell']),
    )
    .addHelpText(
      'after',
      `
To have it in every new shell:
  bash        add to ~/.bashrc:  source <(motifsmith completion bash)
  zsh         add to ~/.zshrc:   source <(motifsmith completion zsh)
  fish        motifsmith completion fish > ~/.config/fish/completions/motifsmith.fish
  PowerShell  add to $PROFILE:   motifsmith completion powershell | Out-String | Invoke-Expression

In bash, it needs the package bash-completion; in zsh, compinit.`,
    )
    .action(async (shell) => {
      const { script } = await import('@bomb.sh/tab');
      script(shell, 'motifsmith', 'motifsmith');
    });

  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => {
      const { completeCommand } = await import('./complete.ts');
      completeCommand(program, words);
    });
}
