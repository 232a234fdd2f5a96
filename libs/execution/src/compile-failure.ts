import { LabError } from '@labwright/domain';
import type { Diagnostic } from '@labwright/protocol';

/** The refusal of a protocol that does not compile: how many errors, and the first with its place and what to write instead. */
export function doesNotCompile(what: string, diagnostics: readonly Diagnostic[]): LabError<'PROTOCOL_DOES_NOT_COMPILE'> {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  const [first] = errors;
  const count = `${errors.length} ${errors.length === 1 ? 'error' : 'errors'}`;
  const place = first?.position ? `line ${first.position.line}, column ${first.position.column}` : first?.path;
  const suggestion = first?.suggestion ? ` (${first.suggestion})` : '';
  const begin = first
    ? `; ${errors.length === 1 ? 'it is' : 'the first is'} ${place ? `at ${place}: ` : ''}${first.message}${suggestion}`
    : '';
  return new LabError('PROTOCOL_DOES_NOT_COMPILE', `${what}: ${count}${begin}`, { diagnostics });
}
