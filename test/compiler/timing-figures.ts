import type { compile, Fleet } from '@labwright/protocol';
import { randomProtocol } from './random-protocol';
import { searchSchedules } from './schedule-search';

export interface TimingFigures {
  readonly protocols: number;
  /** Passed by the compiler; a schedule that keeps all windows was found for every choice of their cases. */
  readonly feasible: number;
  /** Refused for timing; no schedule was found for some choice of their cases. */
  readonly refused: number;
  /** Of the feasible: passed with a warning that at their longest the steps miss a window. */
  readonly tight: number;
  /** Ways through the cases of decisions that were looked at, and windows of the schedules that were found. */
  readonly choices: number;
  readonly windows: number;
  /** What the compiler says otherwise than the search, or does not take for a question of timing; of each the number of the protocol. */
  readonly disagreements: readonly { readonly protocol: number; readonly says: string }[];
}

/** Compiles random protocols and looks for schedules of them without the compiler. `fleet`: the one shaker of the specs. */
export function compareTiming(using: {
  readonly compile: typeof compile;
  readonly fleet: Fleet;
  readonly random: (protocol: number) => () => number;
  readonly count: number;
}): TimingFigures {
  const figures = { protocols: using.count, feasible: 0, refused: 0, tight: 0, choices: 0, windows: 0 };
  const disagreements: { protocol: number; says: string }[] = [];
  for (let protocol = 0; protocol < using.count; protocol += 1) {
    const document = randomProtocol(using.random(protocol));
    const { plan, diagnostics } = using.compile(document, { fleet: using.fleet });
    const expected = searchSchedules(document.steps, 'expected');
    const longest = expected.found ? searchSchedules(document.steps, 'longest').found : false;
    const tight = diagnostics.some(({ code }) => code === 'W_TIMING_TIGHT');
    const other = diagnostics.find(({ code }) => code !== 'E_TIMING' && code !== 'W_TIMING_TIGHT');
    figures.choices += expected.choices;
    figures.windows += expected.windows;
    if (other) disagreements.push({ protocol, says: `${other.code} ${other.path} ${other.message}` });
    else if (plan !== null) {
      figures.feasible += 1;
      if (tight) figures.tight += 1;
      if (!expected.found) disagreements.push({ protocol, says: 'passed, and there is no schedule' });
      else if (tight === longest)
        disagreements.push({ protocol, says: tight ? 'tight, and the longest fit' : 'not tight, and the longest do not fit' });
    } else {
      figures.refused += 1;
      if (expected.found)
        disagreements.push({ protocol, says: `refused, and there is a schedule: ${diagnostics.map(({ message }) => message).join('; ')}` });
    }
  }
  return { ...figures, disagreements };
}
