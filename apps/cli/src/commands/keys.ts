import { Option } from 'commander';
import type { Principal } from '../api/generated/principals';
import { many, wholeBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { PROFILE_NAME, configPath, readProfiles, writeProfiles } from '../settings/config-file';
import { moment } from '../show/duration';
import type { Column } from '../show/table';
import { short } from './named';

type Role = Principal['roles'][number];
type Key = Principal['keys'][number] & { readonly principal: string; readonly roles: readonly Role[] };
type Scope = NonNullable<Principal['keys'][number]['scopes']>[number];
const ROLES = [
  'scientist',
  'technician',
  'reviewer',
  'automation_engineer',
  'biosafety_officer',
  'study_coordinator',
  'grader',
  'admin',
] satisfies Role[];

interface CreateOptions {
  readonly role?: readonly Role[];
  readonly service?: boolean;
  readonly label?: string;
  readonly days?: number;
  readonly saveAs?: string;
  readonly limit?: readonly Scope[];
}

interface ChangeOptions {
  readonly role?: readonly Role[];
  readonly disable?: boolean;
  readonly enable?: boolean;
}

const COLUMNS: readonly Column<Key>[] = [
  { title: 'KEY', of: ({ id }) => short(id) },
  { title: 'OF', of: ({ principal }) => principal },
  { title: 'ROLES', of: ({ roles }) => roles.join(', ') },
  { title: 'LIMITED TO', of: ({ scopes }) => scopes?.join(', ') ?? '', spare: true },
  { title: 'PREFIX', of: ({ prefix }) => prefix, spare: true },
  { title: 'LABEL', of: ({ label }) => label, spare: true },
  { title: 'CREATED', of: ({ createdAt }) => moment(createdAt), spare: true },
  { title: 'EXPIRES', of: ({ expiresAt }) => moment(expiresAt) },
  { title: 'LAST USED', of: ({ lastUsedAt }) => moment(lastUsedAt) },
  { title: 'REVOKED', of: ({ revokedAt }) => (revokedAt === null ? '' : moment(revokedAt)) },
];

export function addKeys(line: CommandLine): void {
  const group = line.group('keys', 'Keys: who may do what (for an admin)');
  line.leaf(group, 'list', 'Lists keys with those who have them; never the keys themselves', list);
  line
    .leaf<CreateOptions, [string]>(group, 'create <principal>', 'Gives a principal a new key, which is shown this once', create)
    .addOption(new Option('--role <role>', 'makes the principal, with this role; may be given many times').choices(ROLES).argParser(roleOf))
    .option('--service', 'with --role: a program, not a person')
    .option('--limit <scope>', 'limits it to this scope, such as lab:read; may be given many times', many)
    .option('--label <text>', 'for people, such as the machine that uses it')
    .option('--days <n>', 'days until it expires; without it, it does not', wholeBetween(1, 3_650))
    .option('--save-as <profile>', 'keep it in the configuration as this profile instead of showing it');
  line.leaf<object, [string]>(
    group,
    'password-link <principal>',
    'Gives a link by which a person sets a password, once, within a day',
    passwordLink,
  );
  line
    .leaf<ChangeOptions, [string]>(group, 'change <principal>', 'Changes the roles of a principal, disables it or enables it again', change)
    .addOption(
      new Option('--role <role>', 'has this role from now on, in place of the others; may be given many times')
        .choices(ROLES)
        .argParser(roleOf),
    )
    .option('--disable', 'no key and no session of it is let in')
    .option('--enable', 'let in again');
  line.leaf<object, [string]>(group, 'revoke <key>', 'Ends a key at once: its id, or the start of one', revoke);
}

function roleOf(text: string, before?: readonly Role[]): readonly Role[] {
  if (!ROLES.some((role) => role === text)) throw usageError(`there is no role "${text}"; there are: ${ROLES.join(', ')}`);
  return many(text, before) as readonly Role[];
}

async function allKeys(session: Session): Promise<Key[]> {
  const principals = await session.api.list('listPrincipals', {});
  return principals.flatMap(({ name, roles, keys }) => keys.map((key) => ({ ...key, principal: name, roles })));
}

async function list(session: Session): Promise<void> {
  session.table(await allKeys(session), COLUMNS, 'no keys');
}

async function create(session: Session, options: CreateOptions, name: string): Promise<void> {
  const { role: roles, service, label, days, saveAs, limit } = options;
  if (saveAs !== undefined && !PROFILE_NAME.test(saveAs)) throw usageError(`"${saveAs}" cannot name a profile`);
  const principal = await principalOf(session, name, roles, service ? 'service' : 'user');
  const made = await session.api.call('createKey', { path: { id: principal.id }, body: { label, days, scopes: limit && [...limit] } });
  if (saveAs === undefined) {
    session.show({ ...made, principal: principal.name }, () => [made.key]);
    session.note(`the key of ${principal.name} (${principal.roles.join(', ')}), shown only now`);
    return;
  }
  const { key, ...rest } = made;
  const file = configPath(session.shell.env);
  writeProfiles(file, { ...readProfiles(file), [saveAs]: { url: session.api.connection.url, key } });
  session.show({ ...rest, principal: principal.name, profile: saveAs }, () => [
    `${principal.name} (${principal.roles.join(', ')}) has a new key in ${file}; use it with --as ${saveAs}`,
  ]);
}

async function principalOf(
  session: Session,
  name: string,
  roles: readonly Role[] | undefined,
  kind: 'user' | 'service',
): Promise<Principal> {
  if (roles) return session.api.call('createPrincipal', { body: { name, roles, kind } });
  const found = (await session.api.list('listPrincipals', {})).find((it) => it.name === name || it.id === name);
  if (found) return found;
  throw new CommandFailure(ExitCode.failed, `there is no principal "${name}"; --role makes one`);
}

async function change(session: Session, { role: roles, disable, enable }: ChangeOptions, name: string): Promise<void> {
  if (disable && enable) throw usageError('--disable and --enable at once');
  if (!roles && !disable && !enable) throw usageError('nothing to change; give --role, --disable or --enable');
  const { id } = await principalOf(session, name, undefined, 'user');
  const body = { ...(roles ? { roles: [...roles] } : {}), ...(disable || enable ? { disabled: disable === true } : {}) };
  const changed = await session.api.call('changePrincipal', { path: { id }, body });
  const state = changed.disabledAt === null ? '' : ', disabled';
  session.show(changed, () => [`${changed.name}: ${changed.roles.join(', ') || 'no role'}${state}`]);
}

async function passwordLink(session: Session, _options: object, name: string): Promise<void> {
  const principal = await principalOf(session, name, undefined, 'user');
  const { path, expiresAt } = await session.api.call('givePasswordLink', { path: { id: principal.id } });
  const link = `${session.api.connection.url}${path}`;
  session.show({ principal: principal.name, link, expiresAt }, () => [link]);
  session.note(`for ${principal.name}, once, until ${moment(expiresAt)}; shown only now`);
}

async function revoke(session: Session, _options: object, named: string): Promise<void> {
  const fits = (await allKeys(session)).filter(
    ({ id, prefix }) => id === named || prefix === named || (named.length >= 6 && id.startsWith(named)),
  );
  const [key, ...others] = fits;
  if (!key) throw new CommandFailure(ExitCode.failed, `there is no key "${named}"; \`labwright keys list\` lists them`);
  if (others.length > 0) throw usageError(`"${named}" is the beginning of more than one key; give more of it`);
  await session.api.call('revokeKey', { path: { id: key.id } });
  session.show({ id: key.id, principal: key.principal, revoked: true }, () => [`the key ${key.prefix} of ${key.principal} has ended`]);
}
