/** One place of the tree of commands. */
export interface CompletionPlace {
  /** Names of the commands that lead there; empty for `labwright` itself. */
  readonly path: readonly string[];
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly CompletionOption[];
  /** What its arguments may be, where that is a closed list. */
  readonly choices: readonly string[];
}

export interface CompletionOption {
  readonly name: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly takesValue: boolean;
}

/** Words of a case pattern and of a list; names of commands and options have no characters that a shell reads. */
const words = (place: CompletionPlace) =>
  [...place.commands.map(({ name }) => name), ...place.choices, ...place.options.map(({ name }) => name), '--help'].join(' ');
const placeName = ({ path }: CompletionPlace) => path.join(' ');
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Finds the place by going through the words that name commands, in any shell that has arrays of words. */
function bashPlace(places: readonly CompletionPlace[]): string {
  return `  local place='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$place/$word" in
${places
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      '${path.slice(0, -1).join(' ')}/${path.at(-1)}') place='${path.join(' ')}' ;;`)
  .join('\n')}
    esac
  done
`;
}

export function bashScript(places: readonly CompletionPlace[]): string {
  const values = places.flatMap((place) =>
    place.options
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ name, choices }) =>
          `    '${placeName(place)}/${name}') COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$current")); return ;;`,
      ),
  );
  const lists = places.map((place) => `    '${placeName(place)}') COMPREPLY=($(compgen -W '${words(place)}' -- "$current")) ;;`);
  return `# Completion of labwright for bash; made by \`labwright completion bash\`.
_labwright() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
${bashPlace(places)}  case "$place/$before" in
${values.join('\n')}
  esac
  case "$place" in
${lists.join('\n')}
  esac
}
complete -o default -F _labwright labwright
`;
}

export function zshScript(places: readonly CompletionPlace[]): string {
  const described = (name: string, description: string) => quoted(`${name.replaceAll(':', String.raw`\:`)}:${description}`);
  const lists = places.map((place) => {
    const all = [
      ...place.commands.map(({ name, description }) => described(name, description)),
      ...place.choices.map((choice) => described(choice, '')),
    ];
    const options = place.options.map(({ name, description }) => described(name, description));
    return `    ${quoted(placeName(place))}) commands=(${all.join(' ')}); options=(${options.join(' ')}) ;;`;
  });
  const values = places.flatMap((place) =>
    place.options
      .filter(({ choices }) => choices.length > 0)
      .map(({ name, choices }) => `    ${quoted(`${placeName(place)}/${name}`)}) compadd -- ${choices.join(' ')}; return ;;`),
  );
  const steps = places
    .filter(({ path }) => path.length > 0)
    .map(({ path }) => `      ${quoted(`${path.slice(0, -1).join(' ')}/${path.at(-1)}`)}) place=${quoted(path.join(' '))} ;;`);
  return `#compdef labwright
# Completion of labwright for zsh; made by \`labwright completion zsh\`.
_labwright() {
  local place='' word
  local -a commands options
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$place/$word" in
${steps.join('\n')}
    esac
  done
  case "$place/\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  case "$place" in
${lists.join('\n')}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe -o option options
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
_labwright "$@"
`;
}

export function fishScript(places: readonly CompletionPlace[]): string {
  const lines = places.flatMap((place) => {
    const when = `-n ${quoted(`__labwright_at ${quoted(placeName(place)).replaceAll("'", '"')}`)}`;
    return [
      ...place.commands.map(({ name, description }) => `complete -c labwright ${when} -f -a ${name} -d ${quoted(description)}`),
      ...place.choices.map((choice) => `complete -c labwright ${when} -f -a ${choice}`),
      ...place.options.map(({ name, description, choices, takesValue }) => {
        const value = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
        return `complete -c labwright ${when} -l ${name.replace(/^--/, '')}${value} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# Completion of labwright for fish; made by \`labwright completion fish\`.
function __labwright_at
    set -l place ''
    for word in (commandline -opc)[2..-1]
        switch "$place/$word"
${places
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) =>
      `            case ${quoted(`${path.slice(0, -1).join(' ')}/${path.at(-1)}`)}\n                set place ${quoted(path.join(' '))}`,
  )
  .join('\n')}
        end
    end
    test "$place" = "$argv[1]"
end
${lines.join('\n')}
`;
}
