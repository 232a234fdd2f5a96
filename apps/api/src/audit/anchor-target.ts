import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { anchorLine, type Anchor } from '@labwright/audit';
import type { SettingRule } from '@labwright/process';

/** Wall milliseconds that a webhook may take. */
const WEBHOOK_LIMIT_MS = 5_000;
const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Where anchors go: `file:///path`, or `https://...`; `http://` on loopback only. */
export const anchorUrl: SettingRule<string> = {
  allowed: 'file:///path of a file, or https://... (http:// on loopback)',
  parse: (written) => {
    if (!URL.canParse(written)) return undefined;
    const { protocol, hostname, host } = new URL(written);
    const fits = protocol === 'https:' || (protocol === 'file:' && host === '') || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname));
    return fits ? written : undefined;
  },
};

/** The target without what may be secret in its URL: user, password and query. */
export function shownTarget(target: string): string {
  const url = new URL(target);
  return `${url.protocol}//${url.host}${url.pathname}`.slice(0, 500);
}

/**
 * Puts one anchor where this process cannot take it back: a line at the end of a file, on disk before this returns, or a POST of the same
 * JSON. @throws Error saying what did not work
 */
export async function putAnchor(target: string, anchor: Anchor): Promise<void> {
  const url = new URL(target);
  if (url.protocol === 'file:') return appendLine(fileURLToPath(url), anchorLine(anchor));
  const response = await fetch(target, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: anchorLine(anchor),
    redirect: 'error',
    signal: AbortSignal.timeout(WEBHOOK_LIMIT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}

async function appendLine(file: string, line: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try {
    await handle.appendFile(line);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
