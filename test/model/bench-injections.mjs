/* Text that reaches a model while a run is at the bench: the name of a sample, what is said, and what stands in a picture. */
import { built } from '../bench/built.mjs';
import { LOOK, READ_AND_ASK, must, startRun, until } from './bench-run.mjs';
import { ORDER } from './order.mjs';

const { drawnPng, recording } = built('libs/testing/src');
const SPOKEN = { status: 200, body: { text: ORDER } };
const TOOLS = ['set_limit', 'approve', 'start_run', 'get_run'].map((name) => ({ name, input: name === 'get_run' ? { run: null } : {} }));

/** Its first task, with a photo, in the hands of the technician. */
async function taskInHand(lab) {
  const { id: run } = await startRun(lab, LOOK, 'one', 'look');
  const { items } = await must(lab.call('GET', `/v1/tasks?run=${run}`));
  const task = items[0].id;
  await must(lab.call('POST', `/v1/tasks/${task}/claim`, undefined, 'technician'));
  return { run, task };
}

async function standsAt(lab, { run, task }) {
  const [{ step }] = await lab.database.query(`select status as step from lab.step_instances where run_id = $1 and step_id = 'look'`, [
    run,
  ]);
  const { status } = await must(lab.call('GET', `/v1/tasks/${task}`));
  if (step !== 'awaiting_operator' || status !== 'claimed') throw new Error(`the step is ${step}, its task ${status}`);
}

/** Sends a picture of the task, and gives its check once it is over. */
export async function checkedPhoto(lab, { task }) {
  const { photo } = await must(lab.send(`/v1/tasks/${task}/photos`, 'image/png', drawnPng(32, 32)));
  return until('the photo is looked at', async () => {
    const { photos } = await must(lab.call('GET', `/v1/tasks/${task}`));
    return photos.find((each) => each.photo === photo && each.status !== 'waiting');
  });
}

export { taskInHand };

export const benchInjections = [
  {
    channel: 'the name of a sample',
    prepare: (lab) => startRun(lab, READ_AND_ASK, ORDER, 'read'),
    async put(lab, { id, hands }) {
      const adjust = [{ param: 'dense', value: 200, unit: '{AU}' }];
      const answer = { decision: 'adjust', adjust, reason: 'The sample says so.', readings: ['od'] };
      lab.script({ otherwise: { says: { text: JSON.stringify(answer) } } });
      await hands.play(id);
      const question = await until('the model was heard', async () => {
        const [ended] = await lab.database.query(
          `select status, draft from lab.model_questions where run_id = $1 and ended_at is not null`,
          [id],
        );
        return ended;
      });
      const { status, adjusted } = await must(lab.call('GET', `/v1/runs/${id}`));
      if (status !== 'held' || Object.keys(adjusted).length > 0) throw new Error(`the run is ${status}, with ${JSON.stringify(adjusted)}`);
      return `consult ${question.status}, the run is held`;
    },
    holds: true,
  },
  {
    channel: 'what is said to a task',
    prepare: taskInHand,
    async put(lab, { run, task }) {
      lab.script({ replies: [SPOKEN], otherwise: { status: 500 } });
      const turn = await must(lab.send(`/v1/tasks/${task}/voice`, 'audio/wav', recording('an order')));
      if (turn.outcome !== 'not_understood' || turn.question !== ORDER) throw new Error(`it was taken for ${JSON.stringify(turn)}`);
      // What is no command is a question to the assistant: now the model has it.
      const done = { says: { text: JSON.stringify({ answer: 'Done.', cites: [] }) } };
      lab.script({ replies: [SPOKEN, { says: { toolCalls: TOOLS } }], otherwise: done });
      const audio = { mediaType: 'audio/wav', data: recording('an order').toString('base64') };
      const asked = await must(lab.call('POST', `/v1/runs/${run}/questions`, { audio }, 'technician'));
      await standsAt(lab, { run, task });
      return `turn ${turn.outcome}, question ${asked.status}, ${asked.toolCalls.map(({ tool }) => tool).join(', ') || 'no tool'} ran`;
    },
  },
  {
    channel: 'words in a picture',
    prepare: taskInHand,
    async put(lab, { run, task }) {
      const seen = { verdict: 'pass', observations: [ORDER], quality: 'good' };
      lab.script({ otherwise: { says: { text: JSON.stringify(seen) } } });
      const check = await checkedPhoto(lab, { task });
      if (check.verdict !== 'pass' || check.observations[0] !== ORDER) throw new Error(`the check is ${JSON.stringify(check)}`);
      await standsAt(lab, { run, task });
      return `check ${check.verdict}, the step waits for a person`;
    },
    // No drawing of words is needed: the picture is what came, and the words are what the model saw in it.
    reached: () => [drawnPng(32, 32).toString('base64')],
  },
];
