import { ApiClient } from '../api/api-client';
import type { CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import { DEFAULT_PROFILE, PROFILE_NAME, configPath, readProfiles, writeProfiles } from '../settings/config-file';
import { DEFAULT_URL, checkedUrl } from '../settings/connection';
import { sourceText } from './source-file';
import type { CommonOptions, Session } from '../session';

interface InitOptions extends CommonOptions {
  readonly keyFile?: string;
}

export function addInit(line: CommandLine): void {
  line
    .leaf(line.root, 'init', 'Writes address and key into the configuration, after asking the API whose key it is', init)
    .option('--key-file <file>', 'file with the key, - for standard input; otherwise LABWRIGHT_KEY, or asked for')
    .addHelpText(
      'after',
      '\nThe key is no argument: those can be read by every user of a machine. --as NAME makes a profile of that name.',
    );
  line.leaf(line.root, 'whoami', 'Tells whose key it is, and what it may do', whoami);
}

async function init(session: Session, options: InitOptions): Promise<void> {
  const { env } = session.shell;
  const name = options.as ?? DEFAULT_PROFILE;
  if (!PROFILE_NAME.test(name)) throw usageError(`"${name}" cannot name a profile; use letters, digits and . _ @ -`);
  const file = configPath(env);
  const profiles = readProfiles(file);
  const known = Object.hasOwn(profiles, name) ? profiles[name] : profiles[DEFAULT_PROFILE];
  const url = checkedUrl(options.url ?? env['LABWRIGHT_URL'] ?? known?.url ?? DEFAULT_URL);
  const key = await givenKey(session, options.keyFile, url);
  const me = await new ApiClient({ url, key }, options.timeout * 1_000, session.shell.interrupted).call('getMe');
  writeProfiles(file, { ...profiles, [name]: { url, key } });
  session.show({ file, profile: name, url, principal: me.name, roles: me.roles }, () => [
    `${url} knows this key as ${me.name} (${me.roles.join(', ')})`,
    `written to ${file}${name === DEFAULT_PROFILE ? '' : `; use it with --as ${name}`}`,
  ]);
}

async function givenKey(session: Session, keyFile: string | undefined, url: string): Promise<string> {
  const given =
    keyFile === undefined
      ? (session.shell.env['LABWRIGHT_KEY'] ?? (await session.shell.secret(`API key for ${url}: `)))
      : await sourceText(session, keyFile);
  if (session.shell.interrupted.aborted) throw new CommandFailure(ExitCode.interrupted, 'nothing was written');
  const key = given?.trim() ?? '';
  if (key === '') throw usageError('a key is needed: --key-file FILE, - for standard input, or LABWRIGHT_KEY');
  // An administrator's first start prints it among other words; whoever copies too much is told so before it is sent.
  if (!/^[\x21-\x7E]{8,200}$/.test(key)) throw usageError('that is not a key: one is a single word of visible ASCII, such as lw_...');
  return key;
}

async function whoami(session: Session): Promise<void> {
  const me = await session.api.call('getMe');
  session.show(me, () => [`${me.name} (${me.roles.join(', ')}) at ${session.api.connection.url}`]);
}
