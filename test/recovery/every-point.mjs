/* All points, by as many labs as there are; each takes the next point when it is free. */
import { SCENARIOS } from './scenarios.mjs';
import { RecoveryLab } from './recovery-lab.mjs';
import { dieAt, recordPoints, violationsOf } from './one-point.mjs';

/** For `--short`: where most could go wrong, of each scenario. */
const SHORT = {
  state: [/^wire M3 S500: after 1 of/],
  read: [/^wire O: after the last byte/],
  action: [/^intent: run\/add_media: after/, /^wire POST .*add_media.*: after the last byte/],
};

/** Milliseconds of a death that left nothing to do are no time of going on. */
const rounded = (ms) => `${(ms / 1000).toFixed(1)} s`;

function rowOf(scenario, point, result) {
  const { reached, asked, answers, done, end, signMs } = result;
  const outcome = !reached ? 'not reached' : asked ? `asked a person, who said ${answers.join(', ')}` : 'went on by itself';
  const found = violationsOf(scenario, result);
  return {
    scenario: scenario.name,
    point,
    outcome,
    kind: !reached ? 'not reached' : asked ? 'asked' : 'went on',
    at: asked ? `${asked.done}, at the end ${done}` : String(done),
    done,
    end: end.status,
    signMs: asked ? null : signMs,
    found,
    reasons: result.reasons,
  };
}

function lineOf({ scenario, point, outcome, at, end, signMs, found }, counter) {
  const time = signMs === null ? '' : `, sign of life after ${rounded(signMs)}`;
  const bad = found.length > 0 ? `  VIOLATION: ${found.join('; ')}` : '';
  return `${scenario.padEnd(6)}  ${point.padEnd(72)}  ${outcome.padEnd(44)}  ${counter.replace('actions.', '')} ${at}; ${end}${time}${bad}`;
}

async function chosen(lab, { only, short, say }) {
  const points = [];
  for (const scenario of SCENARIOS) {
    const all = await recordPoints(lab, scenario);
    const wanted = short ? SHORT[scenario.name].map((each) => all.find((point) => each.test(point))).filter(Boolean) : all;
    const own = wanted.filter((point) => only === null || only.test(`${scenario.name} ${point}`));
    say(`${scenario.name}: ${scenario.about}; ${all.length} points, ${own.length} of them tried`);
    points.push(...own.map((point) => ({ scenario, point })));
  }
  return points;
}

/** Dies at every point that is wanted. Gives the rows, in the order of the points. */
export async function everyPoint({ only, short, lanes, say }) {
  const first = await RecoveryLab.start();
  const points = await chosen(first, { only, short, say });
  const rows = Array.from({ length: points.length });
  let next = 0;
  const work = async (lab) => {
    for (let index = next++; index < points.length; index = next++) {
      const { scenario, point } = points[index];
      let result = await dieAt(lab, scenario, point);
      // Two jobs of one agent may pass a point in another order than the time before.
      if (!result.reached) result = await dieAt(lab, scenario, point);
      const row = rowOf(scenario, point, result);
      rows[index] = row;
      say(`${String(index + 1).padStart(3)}/${points.length}  ${lineOf(row, scenario.counter)}`);
    }
    await lab.stop();
  };
  const others = Array.from({ length: Math.min(lanes, points.length) - 1 }, async () => work(await RecoveryLab.start()));
  await Promise.all([work(first), ...others]);
  return rows;
}

/** The end of the table. */
export function totalsOf(rows) {
  const of = (kind) => rows.filter((row) => row.kind === kind).length;
  const signs = rows
    .map(({ signMs }) => signMs)
    .filter((ms) => ms !== null)
    .toSorted((a, b) => a - b);
  const violations = rows.filter(({ found }) => found.length > 0);
  const actions = rows.filter(({ scenario, kind }) => scenario === 'action' && kind !== 'not reached');
  const times = (n) => actions.filter(({ done }) => done === n).length;
  return [
    `${rows.length} points: ${of('went on')} went on by themselves, ${of('asked')} asked a person, ${of('not reached')} not reached`,
    `what must not be repeated: exactly once ${times(1)}, not at all with the step in doubt ${times(0)}, more than once ${actions.filter(({ done }) => done > 1).length}, of ${actions.length}`,
    signs.length > 0
      ? `from the death to the first event of the run: median ${rounded(signs[Math.floor(signs.length / 2)])}, at most ${rounded(signs.at(-1))}, of ${signs.length}`
      : 'no run went on by itself',
    `${violations.length} violations`,
  ];
}
