import { hold, type SafetyCase } from './safety-rule';
import type { Diagnostic } from '@labwright/protocol';

/** Level, organisms and registration agree with each other and with the lab. */
export function checkBiosafety({ protocol: { biosafety }, policy }: SafetyCase): readonly Diagnostic[] {
  const { level, organisms, recombinant, registration } = biosafety;
  const found: Diagnostic[] = [];
  if (level > policy.biosafetyLevel)
    found.push(
      hold(
        '/biosafety/level',
        `this is work of biosafety level ${level}, and this lab is approved for level ${policy.biosafetyLevel}`,
        'ask the biosafety officer where it may be done',
      ),
    );
  for (const [i, { name, riskGroup }] of organisms.entries())
    if (riskGroup > level)
      found.push(
        hold(
          `/biosafety/organisms/${i}/riskGroup`,
          `"${name}" is of risk group ${riskGroup}, and the protocol is written for biosafety level ${level}`,
          'have the biosafety officer say at which level it is handled',
        ),
      );
  if (recombinant === true && registration === undefined)
    found.push(
      hold(
        '/biosafety/recombinant',
        'recombinant work says on what basis it is registered, and under which reference; this says neither',
        'add registration with the basis and the reference that the biosafety officer gives',
      ),
    );
  return found;
}
