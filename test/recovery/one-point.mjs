/* One point: a run, a dispatcher that dies there, one that finds what is left, a person who answers what is asked by looking at the device. */
import { built } from '../bench/built.mjs';

const { answerRun, answerStep } = built('libs/execution/src');
const { listStepQuestions } = built('libs/persistence/src');

/** A run that asks more often than this has something else. */
const MOST_ANSWERS = 4;
const PERSON = 'user:recovery';

/** Records the points of a scenario by a run in which nobody dies. Gives their names, in their order. */
export async function recordPoints(lab, scenario) {
  const { run, task } = await lab.load(scenario);
  await lab.order({ points: 'record', instrument: scenario.instrument });
  await lab.people.perform(task);
  const { is, task: unload, reasons } = await lab.settled(run);
  if (is !== 'unload') throw new Error(`${scenario.name}: nobody died, and the run is ${is}: ${reasons}`);
  const points = await lab.order({ points: 'off' });
  await lab.people.perform(unload);
  const { status } = await lab.ended(run);
  if (status !== 'completed') throw new Error(`${scenario.name}: nobody died, and the run is ${status}`);
  return points;
}

/** Dies at a point and gives what became of it; `reached` false where the dispatcher never passed it. */
export async function dieAt(lab, scenario, point) {
  const { run, task } = await lab.load(scenario);
  const before = await lab.counters(scenario);
  const done = async () => ((await lab.counters(scenario))[scenario.counter] ?? 0) - (before[scenario.counter] ?? 0);
  await lab.order({ strikeAt: point, instrument: scenario.instrument });
  await lab.people.perform(task);
  let state = await lab.settled(run, { whileLiving: true });
  const isDead = state.is === 'dead';
  const goneAt = await lab.now();
  if (isDead) {
    await lab.startBench();
    state = await lab.settled(run);
  } else await lab.order({ points: 'off' });
  const finished = await finish(lab, scenario, run, state, done);
  const signMs = isDead ? await lab.firstSignAfter(run, goneAt) : null;
  return { reached: isDead, ...finished, signMs };
}

/** Answers what is asked, by looking at the device, unloads, and waits for the end. `done` counts what the device did. */
export async function finish(lab, scenario, run, settled, done) {
  let state = settled;
  const asked = state.is === 'held' ? { done: await done(), stepStatus: (await lab.look(run)).stepStatus } : null;
  const reasons = state.reasons ?? [];
  const answers = [];
  while (state.is === 'held' && answers.length < MOST_ANSWERS) {
    answers.push(...(await answer(lab, scenario, run, (await done()) > 0)));
    state = await lab.settled(run);
  }
  if (state.is === 'unload') await lab.people.perform(state.task);
  return { asked, answers, reasons, end: await lab.ended(run), done: await done() };
}

/** What a person who has looked at the instrument says. Gives the answers. */
async function answer(lab, scenario, run, hasHappened) {
  const questions = await lab.database.transaction((tx) => listStepQuestions(tx, run));
  const choices = [];
  for (const { id, stepId } of questions) {
    const choice = scenario.isAction && stepId === 'act' ? (hasHappened ? 'happened' : 'skip') : 'retry';
    choices.push(`${stepId} ${choice}`);
    const places = await placesOf(lab.database, id);
    await lab.database.transaction((tx) => answerStep(tx, id, choice, 'looked at the instrument', PERSON, places));
  }
  if (questions.length === 0) {
    choices.push('run redo');
    await lab.database.transaction((tx) => answerRun(tx, run, 'redo', PERSON, 'looked at the instrument'));
  }
  return choices;
}

/** What stands on the instrument of a step: what the record has there, because nobody moves anything here. */
async function placesOf(database, step) {
  return database.query(
    `select p.id as nest, l.id as labware from lab.step_instances s join lab.places p on p.instrument_id = s.instrument_id
     left join lab.labware l on l.place_id = p.id where s.id = $1`,
    [step],
  );
}

/** What must never be, in words; empty where all is well. */
export function violationsOf(scenario, { reached, asked, end, done }) {
  if (!reached) return [];
  const found = [];
  const isDone = end.stepStatus === 'succeeded';
  if (scenario.isAction && done > 1) found.push(`it happened ${done} times`);
  if (isDone && done === 0) found.push('reported done, and the device did nothing');
  if (asked && !['in_doubt', 'ready', 'pending', 'holding', 'succeeded'].includes(asked.stepStatus))
    found.push(`asked while ${asked.stepStatus}`);
  if (!isDone && !(scenario.isAction && end.stepStatus === 'skipped' && done === 0)) found.push(`its step is ${end.stepStatus}`);
  if (isDone && scenario.readings && (end.readings !== scenario.readings || end.saved !== scenario.readings))
    found.push(`${end.readings} readings and ${end.saved} saved, not ${scenario.readings} of each`);
  if (!['completed', 'completed_with_deviations'].includes(end.status)) found.push(`its run is ${end.status}`);
  return found;
}
