/*
 * Performs a plan in a virtual lab as sections 5 and 6 of the architecture say: steps begin when those before them are over and their windows
 * are open, a hold counts from the moment its state is reached and is checked at its end, readings are blanked and brought to 1 cm, and UNKNOWN
 * stops everything. The person takes the time that each step states and makes no mistake.
 */
import { built } from '../bench/built.mjs';

const { pathLengthByVolume, subtractBlank } = built('libs/analysis/src');
const { canonicalUnit } = built('libs/domain/src');
const { evaluateExpression, mustCompile, seriesOf } = built('libs/protocol/src');
const { contentsOf } = built('apps/simulator/src/follower/protocol-material');

/** Lab milliseconds from the first step to the end of the last. @throws Error for whatever would hold a run or be a deviation of it */
export async function performPlan(plan, lab) {
  return new Performance(plan, lab).all();
}

class Performance {
  #saved = new Map();
  #volumes = new Map();
  #points = new Map();
  #holds = new Map();
  #busy = new Map();
  /** Rounds of each repeat, in the order in which they ended. */
  rounds = [];
  /** What took how long: authored step -> milliseconds each time. */
  spans = new Map();

  constructor(plan, lab) {
    this.plan = plan;
    this.lab = lab;
    this.signal = new AbortController().signal;
  }

  async all() {
    const { plan, lab } = this;
    for (const material of plan.materials ?? []) {
      const contents = contentsOf(material);
      if (!contents) throw new Error(`nothing tells what ${material.id} is`);
      lab.physics.define(material.id, contents);
    }
    for (const { id, type, startsAt } of plan.labware) lab.physics.put(id, type, startsAt, { name: id });
    this.begun = lab.now;
    await this.#list(plan.steps);
    if (lab.lost.length > 0) throw lab.lost[0];
    return { ms: lab.now - this.begun, rounds: this.rounds, spans: this.spans };
  }

  async #list(steps) {
    const over = new Map();
    for (const step of steps) {
      const before = step.after.map((id) => over.get(id));
      over.set(
        step.id,
        Promise.all(before).then(() => this.#step(step)),
      );
    }
    await Promise.all(over.values());
  }

  async #step(step) {
    const { lab } = this;
    for (const { after, atLeastMs } of step.timing ?? []) await lab.wait((atLeastMs ?? 0) - (lab.now - this.#point(after)));
    for (const { after, atMostMs } of step.timing ?? []) {
      const late = lab.now - this.#point(after) - (atMostMs ?? Infinity);
      if (late > 0) throw new Error(`${step.id} starts ${Math.round(late / 1000)} s after its window`);
    }
    const begun = lab.now;
    this.#points.set(`${step.id}.start`, begun);
    await this.#do(step, begun);
    this.#points.set(`${step.id}.end`, lab.now);
    const spans = this.spans.get(step.id) ?? [];
    this.spans.set(step.id, [...spans, { ms: lab.now - begun, expectedMs: step.expectedMs }]);
  }

  #point({ step, point }) {
    const at = this.#points.get(`${step}.${point}`);
    if (at === undefined) throw new Error(`a window counts from the ${point} of ${step}, which has not been yet`);
    return at;
  }

  #do(step, begun) {
    switch (step.kind) {
      case 'operation':
        return this.#operation(step);
      case 'operator':
        return this.#person(step);
      case 'wait':
        return this.lab.wait(step.waitMs);
      case 'consult':
        return this.lab.wait(step.expectedMs);
      case 'decision':
        return this.#list(step.cases.find(({ when }) => this.#asks(when, step.maxAgeMs))?.body ?? step.else);
      case 'repeat':
        return this.#repeat(step, begun);
    }
  }

  async #person({ expectedMs, transfers = [], covers = [], moves }) {
    const { physics } = this.lab;
    await this.lab.wait(expectedMs);
    physics.transfer(transfers);
    for (const { from, to, wells, microlitres } of transfers) {
      if ('labware' in from && from.well !== undefined) this.#fill(from.labware, from.well, -microlitres * wells.length);
      for (const well of wells) this.#fill(...(to === 'waste' ? [from.labware, well, -microlitres] : [to, well, microlitres]));
    }
    for (const { labware, cover } of covers) physics.setCover(labware, cover ?? 'none');
    for (const { labware, to } of moves) physics.move(labware, to);
  }

  #fill(labware, well, microlitres) {
    const key = `${labware} ${well}`;
    this.#volumes.set(key, (this.#volumes.get(key) ?? 0) + microlitres);
  }

  /** One operation at a time on one instrument, but what is held there lets others in. */
  async #operation(step) {
    const { lab } = this;
    const driver = lab.driver(step.instrument);
    const readings = [];
    const options = { origin: null, signal: this.signal, capability: step.capability };
    await this.#alone(step.instrument, async () => {
      const calls = step.resumes ? [...(this.#holds.get(step.instrument)?.values() ?? [])] : step.establish;
      driver.setPollMode('active');
      for (const call of calls) readings.push(...(await driver.perform(call, options)));
      driver.setPollMode('idle');
    });
    if (step.holdMs !== null) {
      // A state that is held without a reading to save is watched at leisure; how often a thermometer is read changes nothing.
      if (step.saves) driver.setPollMode('active');
      const unwatch = lab.watch(step.instrument, (more) => readings.push(...more));
      await lab.wait(step.holdMs);
      unwatch();
      await this.#alone(step.instrument, async () => {
        for (const call of step.establish) {
          const check = await driver.check(call, options);
          readings.push(...check.readings);
          if (!check.holds) throw new Error(`${step.id}: at the end of the hold ${call.verb} was not so: ${check.evidence}`);
        }
        for (const call of step.then === 'stop' ? step.end : []) await driver.perform(call, options);
      });
      driver.setPollMode('idle');
    }
    this.#noteHold(step);
    for (const save of step.saves ?? []) this.#save(step, save, readings);
    this.#mustBeExpected(step);
  }

  /** What would be started again after somebody has opened the instrument. */
  #noteHold({ instrument, establish, releases, closes }) {
    const held = this.#holds.get(instrument) ?? new Map();
    for (const call of establish) if (call.verb.startsWith('ensure') && !/Off$|Stopped$/.test(call.verb)) held.set(call.verb, call);
    if (releases.length > 0 || (closes?.length ?? 0) > 0) held.clear();
    this.#holds.set(instrument, held);
  }

  async #alone(instrument, work) {
    const before = this.#busy.get(instrument);
    const own = Promise.resolve(before).then(work);
    this.#busy.set(instrument, own);
    await own;
  }

  #save({ id, labware }, { name, reading, kind, wavelength, wells, blanks, process }, readings) {
    const own = readings.filter((each) => each.name === reading && (wavelength === null || each.wavelength === wavelength));
    if (wells.length === 0) {
      this.#keep(
        name,
        kind,
        own.map(({ value, quality }) => ({ value, quality })),
      );
      return;
    }
    const byWell = new Map(own.map((each) => [each.well, each]));
    const blanked = process.includes('blank') ? subtractBlank([...byWell.values()], blanks) : null;
    if (blanked && blanked.kind !== 'ok') throw new Error(`${id}: ${blanked.why}`);
    const type = this.plan.labware.find((piece) => piece.id === labware)?.type ?? '';
    const values = wells.map((well) => {
      const { value = null, quality = 'missing' } = byWell.get(well) ?? {};
      if (value === null || quality !== 'ok') return { value, quality };
      const path = process.includes('pathlength') ? pathLengthByVolume(type, this.#volumes.get(`${labware} ${well}`) ?? 0) : null;
      if (path && path.kind !== 'ok') throw new Error(`${id}: ${path.why}`);
      return { value: (value - (blanked?.blank.mean ?? 0)) / (path?.cm ?? 1), quality };
    });
    this.#keep(name, kind, values);
  }

  #keep(name, kind, values) {
    const at = { unit: canonicalUnit(kind), atLabMs: this.lab.time.labNow() };
    this.#saved.set(name, { kind, points: values.map((each) => ({ ...each, ...at })) });
  }

  #mustBeExpected({ id, expect }) {
    if (!expect) return;
    for (const { value } of this.#saved.get(expect.reading)?.points ?? [])
      if (value === null || value < (expect.min ?? -Infinity) || value > (expect.max ?? Infinity))
        throw new Error(`${id}: ${expect.reading} is ${value}, expected ${expect.min} to ${expect.max}`);
  }

  async #repeat({ id, body, until, maxAgeMs, everyMs, atMostMs, maxIterations, otherwise }, begun) {
    for (let round = 1; ; round++) {
      const start = this.lab.now;
      await this.#list(body);
      const ended = this.#asks(until, maxAgeMs);
      const next = Math.max(this.lab.now, start + (everyMs ?? 0));
      if (ended || round >= (maxIterations ?? Infinity) || next >= begun + atMostMs) {
        if (!ended && otherwise === 'hold') throw new Error(`${id} reached its bound after ${round} rounds`);
        this.rounds.push(round);
        return;
      }
      await this.lab.wait(next - this.lab.now);
    }
  }

  #asks(condition, maxAgeMs) {
    const { scope, canonicalParameters: params } = this.plan;
    const expression = mustCompile(condition, scope);
    const readings = {};
    for (const name of expression.readings) {
      const { points = [], kind = scope.readings[name] } = this.#saved.get(name) ?? {};
      readings[name] = seriesOf(points, { kind, nowLabMs: this.lab.time.labNow(), maxAgeMs });
    }
    const run = { elapsedS: (this.lab.now - this.begun) / 1000, deviations: 0 };
    const outcome = evaluateExpression(expression, { params, readings, run });
    if (outcome.is === 'unknown') throw new Error(`"${condition}" is UNKNOWN: ${outcome.reasons.join('; ')}`);
    return outcome.value;
  }
}
