import type { Session } from '../session';
import type { ApiClient } from '../api/api-client';
import { CommandFailure, ExitCode, usageError } from '../exit-code';

const HASH = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** How far back a short name is looked for. */
const LOOK_BACK = 1_000;

/**
 * Hash of the protocol that a person means: a hash, its first characters (at least 6), `name@version`, or a name, which means its newest
 * version. @throws CommandFailure when there is none, or more than one
 */
export async function protocolHash(api: ApiClient, named: string): Promise<string> {
  if (HASH.test(named)) return named;
  const all = await api.list('listProtocols', {}, LOOK_BACK);
  const [name, version] = named.split('@');
  const fits = all.filter((it) => it.name === name && (version === undefined || it.version === version));
  // The newest comes first.
  if (fits[0]) return fits[0].hash;
  return only(
    named,
    'protocol',
    `labwright protocols list`,
    all.map(({ hash }) => hash).filter((hash) => isPrefix(named, hash)),
  );
}

/** Id of the run that a person means: an id, its first characters, or `last` for the newest. */
export async function runId(api: ApiClient, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  const all = await api.list('listRuns', {}, named === 'last' ? 1 : LOOK_BACK);
  if (named === 'last') {
    if (all[0]) return all[0].id;
    throw new CommandFailure(ExitCode.failed, 'there are no runs yet; `labwright runs create PROTOCOL` makes one');
  }
  return only(
    named,
    'run',
    'labwright runs list',
    all.map(({ id }) => id).filter((id) => isPrefix(named, id)),
  );
}

/** Id of the draft that a person means: an id, its first characters, or `last` for the newest. */
export async function draftId(api: ApiClient, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  const all = await api.list('listDrafts', {}, named === 'last' ? 1 : LOOK_BACK);
  if (named === 'last') {
    if (all[0]) return all[0].id;
    throw new CommandFailure(ExitCode.failed, 'there are no drafts yet; `labwright draft REQUEST` makes one');
  }
  return only(
    named,
    'draft',
    'labwright drafts list',
    all.map(({ id }) => id).filter((id) => isPrefix(named, id)),
  );
}

/** Id of the task that a person means: an id, its first characters, or a step id when one task to be done is of that step. */
export async function taskId(api: ApiClient, named: string): Promise<string> {
  if (UUID.test(named)) return named;
  const all = await api.list('listTasks', {}, LOOK_BACK);
  const fits = all.filter(({ id, step }) => step === named || isPrefix(named, id));
  return only(
    named,
    'task to be done',
    'labwright tasks list',
    fits.map(({ id }) => id),
  );
}

function isPrefix(named: string, id: string): boolean {
  return named.length >= 6 && id.startsWith(named.toLowerCase());
}

function only(named: string, kind: string, list: string, ids: readonly string[]): string {
  const [id, ...others] = ids;
  if (id !== undefined && others.length === 0) return id;
  if (id !== undefined) throw usageError(`"${named}" is the beginning of more than one: ${ids.join(', ')}; give more of it`);
  throw new CommandFailure(ExitCode.failed, `there is no ${kind} "${named}"; \`${list}\` lists them`);
}

/** The first characters of an id or a hash, by which people tell them apart. */
export function short(id: string): string {
  return id.slice(0, 8);
}

/** A signature needs the credential once more: here the key of the profile, which its holder has chosen for this command. */
export function credentialOf(session: Session): string {
  return session.api.connection.key ?? '';
}
