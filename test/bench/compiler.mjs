/*
 * How long the compiler takes for protocols of 50, 500 and 5,000 steps, and how its time grows with their length. Reading the text with
 * positions and compiling the value are measured apart; both next to JSON.parse and JSON.stringify of the same document, call by call in turns.
 * The processor time of all threads is measured beside the time by the wall: it is the larger of the two on a free machine, because garbage is
 * collected by other threads, and the one that says something on a busy machine.
 */
import { built } from './built.mjs';
import { figure, quantile } from './figures.mjs';
import { longProtocol } from './long-protocol.mjs';

const { compile, parseProtocol } = built('libs/protocol/src');
const { embeddedLab: fleet } = built('libs/protocol/src/fixtures/embedded-lab.js');

const SIZES = [50, 500, 5_000];
/** Calls of each, by number of steps. */
const TIMES = { 50: 200, 500: 20, 5_000: 6 };
const JSON_BOTH_WAYS = 'JSON.parse + JSON.stringify';
/** Milliseconds that a whole compilation may take, by number of steps. */
const AIM_MS = { 50: 10, 5_000: 2_000 };
/** Time in the length to this power at most. */
const AIM_EXPONENT = 1.3;

/** Of many times the lower quartile: what others do on the machine only ever adds to one. */
const cost = (taken) => quantile(taken, 0.25);

/** Slope of log(time) over log(steps), by least squares. */
function growthExponent(points) {
  const logs = points.map(({ steps, ms }) => [Math.log(steps), Math.log(ms)]);
  const mean = (i) => logs.reduce((sum, each) => sum + each[i], 0) / logs.length;
  const [x, y] = [mean(0), mean(1)];
  return logs.reduce((sum, each) => sum + (each[0] - x) * (each[1] - y), 0) / logs.reduce((sum, each) => sum + (each[0] - x) ** 2, 0);
}

/** One size: the lower quartile of each, after calls that only warm up. */
function measureSize(steps, times) {
  const document = longProtocol(steps);
  const text = JSON.stringify(document, null, 2);
  const work = {
    compile: () => {
      const { plan, diagnostics } = compile(document, { fleet });
      if (!plan) throw new Error(`${steps} steps do not compile: ${JSON.stringify(diagnostics.slice(0, 3))}`);
    },
    read: () => {
      if (!parseProtocol(text).document) throw new Error(`${steps} steps cannot be read`);
    },
    json: () => JSON.stringify(JSON.parse(text)),
  };
  const taken = Object.fromEntries(Object.keys(work).map((name) => [name, { wall: [], processor: [] }]));
  for (let i = -Math.ceil(times / 2); i < times; i++)
    for (const [name, each] of Object.entries(work)) {
      const [before, begun] = [process.cpuUsage(), performance.now()];
      each();
      const { user, system } = process.cpuUsage(before);
      if (i < 0) continue;
      taken[name].wall.push(performance.now() - begun);
      taken[name].processor.push((user + system) / 1_000);
    }
  const costs = Object.entries(taken).map(([name, { wall, processor }]) => [name, { wall: cost(wall), processor: cost(processor) }]);
  return { steps, bytes: text.length, ...Object.fromEntries(costs) };
}

function measure({ small, say }) {
  const sizes = small ? SIZES.slice(0, 2) : SIZES;
  const found = [];
  for (const steps of sizes) {
    const one = measureSize(steps, small ? 4 : TIMES[steps]);
    const each = ['compile', 'read', 'json'].map(
      (name) => `${name} ${one[name].wall.toFixed(2)} ms (${one[name].processor.toFixed(2)} ms)`,
    );
    say(`${steps} steps, ${one.bytes} bytes: ${each.join(', ')}; in brackets the processor's`);
    found.push(one);
  }
  const label = (steps) => `${steps.toLocaleString('en-GB')} steps`;
  const against =
    (name, what, unit, clock) =>
    ({ steps, ...one }) => {
      const aim = name === 'compile' ? AIM_MS[steps] : undefined;
      return figure({
        what: `${what}, ${label(steps)}`,
        value: one[name][clock],
        unit,
        reference: aim ? { what: 'the aim', value: aim } : { what: JSON_BOTH_WAYS, value: one.json[clock] },
        aim: aim ? { is: 'at most', ratio: 1 } : undefined,
      });
    };
  const kinds = [
    against('compile', 'compile', 'ms', 'wall'),
    against('compile', 'compile, processor', 'ms', 'processor'),
    against('read', 'read the text with positions', 'ms', 'wall'),
  ];
  const times = found.flatMap((one) => kinds.map((kind) => kind(one)));
  const exponent = (name) => growthExponent(found.map((each) => ({ steps: each.steps, ms: each[name].processor })));
  const growth = figure({
    what: `growth exponent of compile, ${sizes[0]} to ${label(sizes.at(-1))}`,
    value: exponent('compile'),
    unit: '',
    reference: { what: 'linear', value: 1 },
    aim: { is: 'at most', ratio: AIM_EXPONENT },
    note: `the growth exponent of ${JSON_BOTH_WAYS} is ${exponent('json').toFixed(2)}; both from processor time`,
  });
  return [...times, growth];
}

export const compiler = {
  name: 'compiler',
  about: 'protocols of 50, 500 and 5,000 steps, and how the time grows with their length',
  measure,
};
