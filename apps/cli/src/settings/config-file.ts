import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { usageError } from '../exit-code';

/** One lab and one key. */
export interface Profile {
  readonly url: string;
  readonly key: string;
}

export type Profiles = Readonly<Record<string, Profile>>;

export const DEFAULT_PROFILE = 'default';
export const PROFILE_NAME = /^[A-Za-z0-9][\w.@-]{0,99}$/;

/** `$XDG_CONFIG_HOME/labwright/config.json`, or `~/.config/labwright/config.json`; LABWRIGHT_CONFIG names another file. */
export function configPath(env: NodeJS.ProcessEnv): string {
  if (env['LABWRIGHT_CONFIG']) return env['LABWRIGHT_CONFIG'];
  // A relative path is to be ignored: XDG Base Directory Specification 0.8.
  const given = env['XDG_CONFIG_HOME'];
  const base = given && path.isAbsolute(given) ? given : path.join(env['HOME'] ?? homedir(), '.config');
  return path.join(base, 'labwright', 'config.json');
}

/** Profiles of the file, none when there is no file. @throws CommandFailure usage, without the text of the file: it holds keys */
export function readProfiles(file: string): Profiles {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    const { profiles } = JSON.parse(text) as { profiles: unknown };
    if (isProfiles(profiles)) return profiles;
  } catch {
    // Said below: the message of the parser would quote the file.
  }
  throw usageError(`${file} is not a configuration of labwright; remove it and run \`labwright init\``);
}

/** Readable by its owner only, from its first byte on, and whole or not at all. */
export function writeProfiles(file: string, profiles: Profiles): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ profiles }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, file);
}

function isProfiles(value: unknown): value is Profiles {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.values(value).every((it: unknown) => {
    const { url, key } = (it ?? {}) as Partial<Profile>;
    return typeof url === 'string' && typeof key === 'string';
  });
}
