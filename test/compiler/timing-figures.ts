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
  /** Protocols that have such a thing in them. */
  readonly having: Readonly<Record<'windows' | 'repeats' | 'decisions' | 'shared confirmations' | 'moves', number>>;
  /** Of those with moves, compiled without any instrument: windows refused on what the protocol itself says, all of them rightly. */
  readonly refusedUnbound: number;
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
  const figures = { protocols: using.count, feasible: 0, refused: 0, tight: 0, choices: 0, windows: 0, refusedUnbound: 0 };
  const having = { windows: 0, repeats: 0, decisions: 0, 'shared confirmations': 0, moves: 0 };
  const disagreements: { protocol: number; says: string }[] = [];
  for (let protocol = 0; protocol < using.count; protocol += 1) {
    const document = randomProtocol(using.random(protocol));
    const { plan, diagnostics } = using.compile(document, { fleet: using.fleet });
    const expected = searchSchedules(document.steps, 'expected');
    const longest = expected.found ? searchSchedules(document.steps, 'longest').found : false;
    const tight = diagnostics.some(({ code }) => code === 'W_TIMING_TIGHT');
    const other = diagnostics.find(({ code, severity }) => severity !== 'info' && code !== 'E_TIMING' && code !== 'W_TIMING_TIGHT');
    const text = JSON.stringify(document);
    having.windows += Number(text.includes('"timing"'));
    having.repeats += Number(text.includes('"repeat"'));
    having.decisions += Number(text.includes('"decision"'));
    having['shared confirmations'] += Number(text.includes('"startsOnEndOf"'));
    having.moves += Number(text.includes('"moves"'));
    if (text.includes('"moves"')) {
      const unbound = using.compile(document, { fleet: { instruments: [] } }).diagnostics.filter(({ code }) => code === 'E_TIMING');
      figures.refusedUnbound += Number(unbound.length > 0);
      if (unbound[0] && expected.found) disagreements.push({ protocol, says: `refused without instruments: ${unbound[0].message}` });
    }
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
  return { ...figures, having, disagreements };
}
