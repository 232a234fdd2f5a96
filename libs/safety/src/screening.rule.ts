import type { Diagnostic } from '@labwright/protocol';
import { hold, unsafe, type SafetyCase } from './safety-rule';
import { screenProtocol } from './screening/screen-protocol';
import type { ScreeningFinding } from './screening/verdict';

/** Every text of the protocol against the lists. */
export function checkTexts({ protocol, policy }: SafetyCase): readonly Diagnostic[] {
  return screenProtocol(protocol, policy).findings.map(diagnosticOf);
}

/** A finding of screening in the compiler's words. What people decide is nothing that a model is asked to mend. */
export function diagnosticOf({ path, message, severity, rule, list }: ScreeningFinding): Diagnostic {
  const seen = `${message} (${rule} of ${list})`;
  if (severity === 'hold') return hold(path, seen, 'the biosafety officer releases or rejects it');
  if (severity === 'error') return unsafe(path, seen, 'write another procedure');
  return { ...unsafe(path, seen, 'look at it'), severity: 'warning' };
}
