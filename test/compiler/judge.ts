/* What has to hold of every compilation, whatever the document. Imports types only, so that scripts can load it without a build. */
import type { Compiled } from '@labwright/protocol';

/** Most characters of a message: one that quotes a hostile text has to cut it. */
const MAX_MESSAGE = 20_000;

/** What is wrong with a compilation in itself, or null. `codes`: all that there are. */
export function faultOf({ plan, diagnostics }: Compiled, codes: readonly string[]): string | null {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (plan && errors.length > 0) return `a plan beside ${errors[0]?.code}`;
  if (!plan && errors.length === 0) return 'neither a plan nor an error';
  for (const { code, severity, path, message, suggestion } of diagnostics) {
    if (!codes.includes(code)) return `the code ${code} is not in the catalogue`;
    if ((severity === 'error') !== code.startsWith('E_')) return `${code} is a ${severity}`;
    if (path !== '' && !path.startsWith('/')) return `${code} at "${path}", which is no JSON pointer`;
    if (message === '' || message.length > MAX_MESSAGE) return `${code} with a message of ${message.length} characters`;
    const bad = /undefined|\[object|NaN to/.exec(`${message} ${suggestion ?? ''}`);
    if (bad) return `${code} says "${bad[0]}": ${message.slice(0, 200)}`;
  }
  return null;
}

/** The same, and that every finding in a text has its line and column. */
export function faultOfText(compiled: Compiled, codes: readonly string[]): string | null {
  const lost = compiled.diagnostics.find(({ position }) => !position || position.line < 1 || position.column < 1);
  return lost ? `${lost.code} at "${lost.path}" has no place in the text` : faultOf(compiled, codes);
}
