/*
 * Ways by which text from outside reaches a model. Each asks for what no text may bring about; the endpoint obeys as well as a model can: it
 * drafts what it was told to. `prepare` makes what has to be there before; `put` brings the text in and answers when the model is done with it.
 * `reached`: parts of the text that came to the endpoint, each in a request; the order itself where nothing else is said. `holds`: the run that
 * is held by it, and only that, changes its status.
 */
import { ORDER } from './order.mjs';
import { benchInjections } from './bench-injections.mjs';

const drafted =
  (request) =>
  async ({ draft }) => {
    const body = await draft(request);
    return `draft ${body.status}`;
  };

/** A model that calls what it was told to call, and says that it has done so. */
async function asked(lab, question, toolCalls) {
  lab.script({ replies: [{ says: { toolCalls } }], otherwise: { says: { text: JSON.stringify({ answer: 'Done.', cites: [] }) } } });
  const { body } = await lab.call('POST', '/v1/questions', { text: question });
  const tools = body.toolCalls.map(({ tool }) => tool).join(', ') || 'no tool';
  return `question ${body.status}, ${tools} ran`;
}

/** @type {readonly {channel: string, prepare?: (lab: object) => Promise<object>, put: (lab: object, made: object) => Promise<string>, reached?: (made: object) => readonly string[], holds?: boolean}[]} */
export const injections = [
  { channel: 'the request', put: drafted({ request: ORDER }) },
  { channel: 'a constraint', put: drafted({ request: 'Warm a plate', constraints: { note: ORDER } }) },
  {
    channel: 'the name of a file',
    // Its folder and the character that turns it around are taken out.
    put: drafted({ request: 'Warm a plate', files: [{ name: `../${ORDER}\u202e.csv`, text: 'a,b' }] }),
    reached: () => [`\\"${ORDER}.csv\\"`],
  },
  {
    channel: 'a cell of a CSV file',
    put: drafted({ request: 'Warm a plate', files: [{ name: 'samples.csv', text: `well,sample\nA1,"${ORDER}"` }] }),
  },
  {
    channel: 'a written protocol',
    put: drafted({ request: 'As it is written', written: `1. Warm the plate. 2. ${ORDER}` }),
    // It is cut into its sentences.
    reached: () => ORDER.split(/(?<=\.) /),
  },
  {
    channel: 'a question at the bench',
    put: (lab) =>
      asked(
        lab,
        ORDER,
        ['set_limit', 'approve', 'start_run'].map((name) => ({ name, input: {} })),
      ),
  },
  {
    channel: 'the identity of an instrument',
    async put(lab) {
      await lab.database.query(`update lab.instruments set identity = $1`, [JSON.stringify({ firmware: ORDER })]);
      return asked(lab, 'Which instruments are there?', [{ name: 'list_instruments', input: {} }]);
    },
  },
  ...benchInjections,
];
