/*
 * One share of the mutants, in a thread of its own, so that whoever started it sees a compilation that never ends. `clock` is shared memory:
 * the number of the mutant under way, plus one, and when it began, in ms of that clock.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { built, ofTests } from '../bench/built.mjs';
import { fleet, library } from './library.mjs';

const { compile, compileText, DiagnosticCodes } = built('libs/protocol/src');
const { seededRandom } = built('apps/simulator/src/seeded-random.js');
const { mutant } = ofTests('compiler/mutations.ts');
const { faultOf, faultOfText } = ofTests('compiler/judge.ts');

/** One in so many goes through text as well; no multiple of the number of protocols. */
const AS_TEXT = 17;

const { seed, mutants, share, shares, buffer } = workerData;
const clock = new Float64Array(buffer);
const sources = library();
const tally = { tried: 0, asText: 0, withPlan: 0, slowestMs: 0, slowest: '', faults: [] };

function jsonOf(document) {
  try {
    return JSON.stringify(document, null, 1) ?? null;
  } catch {
    return null;
  }
}

function tryOne(number) {
  const { name, document } = sources[number % sources.length];
  const { document: changed, changes } = mutant(document, seededRandom(seed, `${name}/${number}`));
  const what = `mutant ${number} of ${name} (${changes.join('; ').slice(0, 300)})`;
  const text = number % AS_TEXT === 0 ? jsonOf(changed) : null;
  const begun = performance.now();
  clock.set([number + 1, performance.timeOrigin + begun], 0);
  try {
    const compiled = compile(changed, { fleet });
    const fault = faultOf(compiled, DiagnosticCodes) ?? (text === null ? null : faultOfText(compileText(text, { fleet }), DiagnosticCodes));
    if (fault !== null) tally.faults.push(`${what}: ${fault}`);
    if (compiled.plan) tally.withPlan += 1;
  } catch (error) {
    tally.faults.push(`${what}: threw ${String(error?.stack ?? error).slice(0, 600)}`);
  }
  const ms = performance.now() - begun;
  if (text !== null) tally.asText += 1;
  tally.tried += 1;
  if (ms <= tally.slowestMs) return;
  tally.slowestMs = ms;
  tally.slowest = what;
}

for (let number = share; number < mutants; number += shares) tryOne(number);
clock.set([0, 0], 0);
parentPort.postMessage(tally, []);
