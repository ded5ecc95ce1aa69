import { Argument } from 'commander';
import { EXIT, type ExitCode } from '../base/errors.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Command, DeclaredOption } from './declare.ts';
import { allCommands } from './index.ts';

export const completion: Command = {
  name: 'completion',
  summary: 'prints a script that completes commands and options in a shell',
  details: `Completes what follows npx report and npm run <command> --. For bash: source <(npx report completion bash), in
~/.bashrc to keep it; the same for zsh, in ~/.zshrc; for fish: npx report completion fish | source.`,
  operands: [
    Object.assign(new Argument('<shell>', 'bash, zsh or fish').choices(['bash', 'zsh', 'fish']), {
      isPath: false,
    }),
  ],
  options: [],
  examples: ['bash'],
  run,
};

async function run({ options: { inputs }, terminal }: BuildContext): Promise<ExitCode> {
  const commands = await allCommands();
  const bash = bashScript(commands);
  const scripts: Readonly<Record<string, string>> = {
    bash,
    zsh: `autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n${bash}`,
    fish: fishScript(commands),
  };
  terminal.write(scripts[inputs[0]!]!);
  return EXIT.ok;
}

const flagsOf = ({ options }: Command) => [...options.map(({ long }) => long!), '--help'];

/** Words that may follow the option: @files for any file, @text for what only the user knows; null after a switch. */
function valuesOf({ argChoices, isPath, required }: DeclaredOption): string | null {
  if (argChoices) return argChoices.join(' ');
  if (isPath) return '@files';
  return required ? '@text' : null;
}

function bashScript(commands: readonly Command[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const flags = commands.map((command) => `    ${command.name}) echo '${flagsOf(command).join(' ')}' ;;`);
  const values = commands.flatMap((command) =>
    command.options
      .map((option) => [option.long, valuesOf(option)] as const)
      .filter(([, words]) => words !== null)
      .map(([long, words]) => `    '${command.name} ${long}') echo '${words}' ;;`),
  );
  return `_report_flags() {
  case "$1" in
${flags.join('\n')}
  esac
}
_report_values() {
  case "$1 $2" in
${values.join('\n')}
  esac
}
_report_fill() { # command, word before, word
  local values="$(_report_values "$1" "$2")"
  case "$values" in
    @files) COMPREPLY=($(compgen -f -- "$3")) ;;
    @text) COMPREPLY=() ;;
    '') if [[ $3 == -* ]]; then COMPREPLY=($(compgen -W "$(_report_flags "$1")" -- "$3")); else COMPREPLY=($(compgen -f -- "$3")); fi ;;
    *) COMPREPLY=($(compgen -W "$values" -- "$3")) ;;
  esac
}
_report_complete() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  COMPREPLY=()
  case "\${COMP_WORDS[0]} \${COMP_WORDS[1]}" in
    'npx report')
      if [[ $COMP_CWORD -eq 2 && $word != -* ]]; then COMPREPLY=($(compgen -W '${names}' -- "$word"))
      elif [[ \${COMP_WORDS[2]} == -* ]]; then _report_fill report "$before" "$word"
      else _report_fill "\${COMP_WORDS[2]}" "$before" "$word"; fi ;;
    'npm run')
      if [[ $COMP_CWORD -eq 2 ]]; then COMPREPLY=($(compgen -W '${names}' -- "$word"))
      elif [[ \${COMP_WORDS[3]} == -- && $COMP_CWORD -gt 3 ]]; then _report_fill "\${COMP_WORDS[2]}" "$before" "$word"; fi ;;
  esac
}
complete -o default -F _report_complete npx npm
`;
}

function fishScript(commands: readonly Command[]): string {
  const lines = commands.flatMap((command) => [
    `complete -c npx -n '__report_begins' -a '${command.name}' -d ${quoted(command.summary)}`,
    ...command.options.map((option) => {
      const values = valuesOf(option);
      const takes = values === null ? '' : values === '@files' ? ' -r -F' : ' -x';
      const words = values === null || values.startsWith('@') ? '' : ` -a '${values}'`;
      const long = option.long!.slice(2);
      return `complete -c npx -n '__report_runs ${command.name}' -l ${long}${takes}${words} -d ${quoted(option.description)}`;
    }),
  ]);
  return `function __report_begins
  set -l words (commandline -opc)
  test (count $words) -eq 2; and test "$words[2]" = report
end
function __report_runs
  set -l words (commandline -opc)
  test (count $words) -gt 2; and test "$words[2]" = report; and test "$words[3]" = $argv[1]
end
${lines.join('\n')}
`;
}

const quoted = (text: string) => `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
