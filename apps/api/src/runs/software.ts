import { readFileSync } from 'node:fs';
import path from 'node:path';

const NAME = 'labwright';

/** Name and version of this software, from the package that this file belongs to, built or not. */
export function softwareOf(folder = __dirname): { readonly name: string; readonly version: string } {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = read(path.join(at, 'package.json'));
    if (found?.name === NAME) return { name: 'Labwright', version: found.version ?? 'unknown' };
    if (at === path.dirname(at)) return { name: 'Labwright', version: 'unknown' };
  }
}

function read(file: string): { readonly name?: string; readonly version?: string } | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { name?: string; version?: string };
  } catch {
    return null;
  }
}
