/* Every quantity of the protocol library moved out of its range, and whether the compiler caught it. */
import { built, ofTests } from '../bench/built.mjs';
import { fleet, library } from './library.mjs';

const { compile, DiagnosticCodes } = built('libs/protocol/src');
const { labwareTypes } = built('libs/labware/src');
const { movedOutOfRange } = ofTests('compiler/out-of-range.ts');
const { faultOf } = ofTests('compiler/judge.ts');

/** @returns {{tried: number, caught: number, codes: Record<string, number>, missed: string[]}} */
export function tryMoved() {
  const found = { tried: 0, caught: 0, codes: {}, missed: [] };
  for (const { name, document } of library())
    for (const { document: changed, what } of movedOutOfRange(document, { instruments: fleet.instruments, labware: labwareTypes() })) {
      const compiled = compile(changed, { fleet });
      const fault = faultOf(compiled, DiagnosticCodes);
      const errors = compiled.diagnostics.filter(({ severity }) => severity === 'error');
      found.tried += 1;
      if (errors.length > 0 && fault === null) found.caught += 1;
      else found.missed.push(`${name} ${what}${fault === null ? '' : `: ${fault}`}`);
      for (const code of new Set(errors.map((each) => each.code))) found.codes[code] = (found.codes[code] ?? 0) + 1;
    }
  return found;
}
