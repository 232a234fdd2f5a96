import { Argument, type Command } from 'commander';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';
import { bashScript, fishScript, zshScript, type CompletionPlace } from './completion-scripts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type ShellName = keyof typeof SCRIPTS;

export function addCompletion(line: CommandLine): void {
  line
    .leaf<object, [ShellName]>(line.root, 'completion', 'Prints a completion script for a shell', (session, _options, shell) => {
      print(session, SCRIPTS[shell](placesOf(line.root)));
      return Promise.resolve();
    })
    .addArgument(new Argument('<shell>').choices(Object.keys(SCRIPTS)))
    .addHelpText(
      'after',
      `
bash:  labwright completion bash > ~/.local/share/bash-completion/completions/labwright
zsh:   labwright completion zsh > a folder of $fpath, as _labwright
fish:  labwright completion fish > ~/.config/fish/completions/labwright.fish`,
    );
}

function print(session: Session, script: string): void {
  if (session.json) session.show({ script }, () => []);
  else session.screen.out(script);
}

/** Every place of the tree of commands: what may come next there, and what each option takes. */
export function placesOf(command: Command, path: readonly string[] = []): readonly CompletionPlace[] {
  const options = command.options
    .filter(({ hidden }) => !hidden)
    .map(({ long, short, description, argChoices, required }) => ({
      name: long ?? short ?? '',
      description,
      choices: argChoices ?? [],
      takesValue: required,
    }));
  const commands = command.commands.map((it) => ({ name: it.name(), description: it.description() }));
  const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
  const here: CompletionPlace = { path, commands, options, choices };
  return [here, ...command.commands.flatMap((it) => placesOf(it, [...path, it.name()]))];
}
