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
    await reviewer.post(`/v1/protocols/${hash}/approve`, { meaning: 'for faults' });
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
    this.#work = [this.#repeat(() => this.#doTasks()), this.#repeat(() => this.#answer())];
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

  async #answer() {
    const { technician } = this.#parts;
    const jobs = await technician.get('/v1/jobs');
    const questions = [...jobs.elsewhere.questions, ...jobs.instruments.flatMap((each) => each.questions)];
    for (const question of questions) {
      if (!this.#waitedFor(`${question.id} ${question.attempt}`, WALK_MS)) continue;
      await this.#tell(question);
    }
    const { items } = await technician.get('/v1/runs?status=held&limit=100');
    for (const { id } of items) {
      if (questions.some(({ run }) => run === id) || !this.#waitedFor(`run ${id}`, PATIENCE_MS)) continue;
      const choice = this.#tried(`run ${id}`) > MOST_TRIES ? 'abort' : 'redo';
      await technician.post(`/v1/runs/${id}/answer`, { choice, note: 'nothing is asked of a step' });
      this.answers.push({ run: id, choice });
      this.#seen.delete(`run ${id}`);
    }
  }

  /** Looks at the device, and tells what it counted. */
  async #tell({ id, step, run, attempt, happened, choices }) {
    const dosed = this.#parts.lab
      .actions()
      .filter(({ action, detail }) => action === 'dispense' && String(detail).startsWith(`labwright:${id}:`));
    const choice = this.#choiceFor({ step, id, happened, did: dosed.length > 0 });
    if (!choices.includes(choice)) throw new Error(`${step}: ${choice} is not among ${choices.join(', ')}`);
    const note = dosed.length > 0 ? 'the pump has run for it' : 'looked at the instrument';
    await this.#parts.technician.post(`/v1/steps/${id}/answer`, { choice, note });
    this.answers.push({ run, step, attempt, happened, choice });
    this.#parts.say(`tim answers ${step} of ${run.slice(0, 8)}, attempt ${attempt}, which happened: ${happened}: ${choice}`);
  }

  /** What must not be done twice and was not done is left out; everything else is done again until it has failed too often. */
  #choiceFor({ step, id, happened, did }) {
    if (did) return happened === 'unknown' ? 'happened' : 'skip';
    if (step.startsWith('dose') && happened === 'unknown') return 'skip';
    return this.#tried(id) > MOST_TRIES ? 'skip' : 'retry';
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
