/*
 * The people of a lab under faults, over the API as people use it, and bearing that it is away: a scientist who starts runs, an operator who
 * does the tasks, and a technician who answers what held runs ask. The technician looks at what the device counted, as one who stands in
 * front of it would, and tells the truth.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { built } from '../bench/built.mjs';

const { ApiClient } = built('apps/demo/src/api-client.js');

const LOOK_MS = 250;
/** A person does not stand at the instrument at once; what was on its way has arrived by then. */
const WALK_MS = 4_000;
/** A run that is held for nothing that is asked of a step is answered as a whole after this long. */
const PATIENCE_MS = 8_000;
/** A step that failed as often as this is left out. */
const MOST_TRIES = 4;
export const OVER = ['completed', 'completed_with_deviations', 'cancelled', 'failed'];

/** Makes the people and has the protocols of the runs approved; while nothing is broken yet. */
export async function makeCrew({ lab, documents, say }) {
  const admin = new ApiClient(lab.urls.api, lab.adminKey);
  const person = async (name, role) => {
    const { id } = await admin.post('/v1/principals', { name, kind: 'user', roles: [role] });
    return new ApiClient(lab.urls.api, (await admin.post(`/v1/principals/${id}/keys`, { label: 'faults' })).key);
  };
  const [scientist, reviewer, technician] = [
    await person('ada', 'scientist'),
    await person('grace', 'reviewer'),
    await person('tim', 'technician'),
  ];
  const hashes = new Map();
  for (const document of documents) {
    const { hash } = await scientist.postYaml('/v1/protocols', JSON.stringify(document));
    await reviewer.post(`/v1/protocols/${hash}/approve`, { meaning: 'for faults', credential: reviewer.key });
    hashes.set(document.name, hash);
  }
  return new Crew({ lab, scientist, technician, hashes, say });
}

class Crew {
  /** What the technician answered, and why. */
  answers = [];
  #parts;
  #seen = new Map();
  #tries = new Map();
  #stopped = false;
  #work = [];

  constructor(parts) {
    this.#parts = parts;
  }

  /** Starts a run of a kind on its instrument; tries until it is under way. Gives its id. */
  async startRun({ document, role, instrument }) {
    const { scientist, hashes } = this.#parts;
    const wanted = { protocol: hashes.get(document.name), bindings: { [role]: instrument } };
    const { id } = await this.#until(() => scientist.post('/v1/runs', wanted));
    await this.#until(async () => {
      const { status } = await scientist.get(`/v1/runs/${id}`);
      return status !== 'ready' || (await scientist.post(`/v1/runs/${id}/start`));
    });
    return id;
  }

  /** The run as the API shows it; null while it does not answer. */
  async run(id) {
    return this.#parts.scientist.get(`/v1/runs/${id}`).catch(() => null);
  }

  /** Does tasks and answers questions until `stop`. */
  attend() {
    this.#work = [() => this.#doTasks(), () => this.#answer(), () => this.#restore()].map((look) => this.#repeat(look));
  }

  async stop() {
    this.#stopped = true;
    await Promise.all(this.#work);
  }

  async #repeat(look) {
    while (!this.#stopped) {
      // What is down now is looked at again in a moment.
      await look().catch(() => undefined);
      await delay(LOOK_MS);
    }
  }

  async #until(ask) {
    for (let tries = 1; ; tries += 1) {
      try {
        return await ask();
      } catch (error) {
        if (tries > 120 || this.#stopped) throw error;
        await delay(500);
      }
    }
  }

  async #doTasks() {
    const { technician } = this.#parts;
    const { items } = await technician.get('/v1/tasks');
    for (const { id, kind, evidence, status } of items) {
      if (kind !== 'operator') continue;
      if (status === 'open') await technician.post(`/v1/tasks/${id}/claim`);
      await technician.post(`/v1/tasks/${id}/complete`, {
        evidence: evidence.map((each) => ({ id: each.id, value: true })),
        scripted: true,
      });
    }
  }

  /** Answers what holds runs, once it has been looked at for a while. */
  async #answer() {
    const { items } = await this.#parts.technician.get('/v1/tasks?limit=200');
    for (const task of items) {
      if (task.kind !== 'recovery' || !this.#waitedFor(task.id, task.recovery.asksStep ? WALK_MS : PATIENCE_MS)) continue;
      await this.#tell(task);
    }
  }

  /** Puts instruments back into service that were taken for untrustworthy: here the line was broken on purpose. */
  async #restore() {
    const { technician, say } = this.#parts;
    const { items } = await technician.get('/v1/instruments?limit=200');
    for (const { id, service, serviceReason, nests } of items) {
      if (service !== 'quarantined' || !this.#waitedFor(`quarantine of ${id}`, WALK_MS)) continue;
      const places = nests.map(({ place, labware, labwareId }) => ({ nest: place, labware: labwareId ?? labware }));
      await technician.post(`/v1/instruments/${id}/service`, { to: 'available', reason: 'the line is whole again', places });
      this.#seen.delete(`quarantine of ${id}`);
      say(`tim puts ${id} back into service, which was quarantined: ${serviceReason}`);
    }
  }

  /** Looks at the device, and tells what it counted. */
  async #tell({ id, run, step, stepInstance, attempt, recovery }) {
    const { technician, say, lab } = this.#parts;
    const dosed = lab
      .actions()
      .some(({ action, detail }) => action === 'dispense' && String(detail).startsWith(`labwright:${stepInstance}:`));
    const offered = recovery.options.map(({ choice }) => choice);
    const tries = this.#tried(recovery.asksStep ? stepInstance : run);
    const choice = wishes(step, dosed, tries).find((each) => offered.includes(each));
    if (choice === undefined) throw new Error(`${step}: nothing of what is offered fits: ${offered.join(', ')}`);
    const places = recovery.places.map(({ nest, labware }) => ({ nest, labware }));
    const note = dosed ? 'the pump has run for it' : 'looked at the instrument';
    await technician.post(`/v1/tasks/${id}/recover`, { choice, note, ...(places.length > 0 ? { places } : {}) });
    this.answers.push({ run, step, attempt, choice });
    say(`tim answers ${step} of ${run.slice(0, 8)}, attempt ${attempt}: ${choice}, of ${offered.join(', ')}`);
  }

  #tried(key) {
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    return tries;
  }

  /** Whether something has been there for so long. */
  #waitedFor(key, ms) {
    const since = this.#seen.get(key) ?? performance.now();
    this.#seen.set(key, since);
    return performance.now() - since >= ms;
  }
}

/** What a truthful person would say, the best first: what was done is not done again, and what fails again and again is left out. */
function wishes(step, dosed, tries) {
  if (dosed) return ['happened', 'skip', 'abort'];
  if (tries > MOST_TRIES) return ['skip', 'abort'];
  return step.startsWith('dose') ? ['not_happened', 'redo', 'skip', 'abort'] : ['redo', 'not_happened', 'skip', 'abort'];
}
