import type { Connection } from '../api/api-client';
import { usageError } from '../exit-code';
import { DEFAULT_PROFILE, configPath, readProfiles } from './config-file';

export const DEFAULT_URL = 'http://127.0.0.1:7077';

export interface ConnectionFlags {
  readonly url?: string | undefined;
  /** Name of a profile. */
  readonly as?: string | undefined;
}

/**
 * Where to go and with which key: what the command line says goes first, then LABWRIGHT_URL and LABWRIGHT_KEY, then the file. A key of the
 * file belongs to the address beside it, and is never sent to another one.
 */
export function connectionOf(flags: ConnectionFlags, env: NodeJS.ProcessEnv): Connection {
  const file = configPath(env);
  const profiles = readProfiles(file);
  const name = flags.as ?? env['LABWRIGHT_PROFILE'] ?? DEFAULT_PROFILE;
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!profile && name !== DEFAULT_PROFILE) {
    const known = Object.keys(profiles).join(', ') || 'none';
    throw usageError(`${file} has no profile "${name}"; it has: ${known}`, `\`labwright init --as ${name}\` makes it`);
  }
  const asked = flags.url ?? (flags.as === undefined ? env['LABWRIGHT_URL'] : undefined);
  const url = checkedUrl(asked ?? profile?.url ?? DEFAULT_URL);
  const envKey = flags.as === undefined ? env['LABWRIGHT_KEY'] : undefined;
  if (envKey) return { url, key: envKey };
  return { url, key: profile && checkedUrl(profile.url) === url ? profile.key : null };
}

/** An address without a slash at its end. @throws CommandFailure usage */
export function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw usageError(`"${text}" is not the address of an API; one looks like ${DEFAULT_URL}`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
