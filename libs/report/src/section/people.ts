import type { ReportEvidence, ReportQuestion, ReportTask, RunReportDocument } from '../document';
import { html, type Html, type Part } from '../html';
import { table, type Column } from '../table';
import { quantityWords } from '../words/number';
import type { Moment } from '../words/time';
import { clockFrom } from './departures';

/** What the run asked people, what they did, and what they brought as evidence. */
export function peopleSections({ questions, tasks, outcome, lots }: RunReportDocument): Html {
  const clock = clockFrom(outcome.startedLab);
  return html`<section id="questions">
      <h2>Questions and answers</h2>
      ${questions.length === 0 ? html`<p>Nothing was asked.</p>` : table(questions, questionColumns(clock))}
    </section>
    <section id="tasks">
      <h2>Operator tasks</h2>
      ${tasks.length === 0 ? html`<p>No task is on the record.</p>` : table(tasks, taskColumns(clock))}
    </section>
    <section id="lots">
      <h2>Materials and lots</h2>
      ${
        lots.length === 0
          ? html`<p>No lot was recorded.</p>`
          : table(lots, [
              { title: 'Material', of: ({ name, material }) => name ?? material },
              { title: 'Lot', of: ({ lot }) => lot },
              { title: 'Expires', of: ({ expiresOn }) => expiresOn ?? 'not told' },
              { title: 'Recorded at', of: ({ recordedLab }) => clock(recordedLab), right: true },
            ])
      }
    </section>`;
}

type Clock = (moment: Moment) => string;

const questionColumns = (clock: Clock): readonly Column<ReportQuestion>[] => [
  { title: 'Asked', of: ({ askedLab }) => clock(askedLab), right: true },
  { title: 'Because', of: ({ kind }) => (kind === 'hold' ? 'of a trouble' : 'the protocol asks') },
  { title: 'Question', of: ({ question }) => question },
  { title: 'Answer', of: ({ answer }) => answer ?? 'no answer yet' },
  { title: 'Note', of: ({ note }) => note },
  { title: 'By', of: ({ by }) => by },
  { title: 'Answered', of: ({ answeredLab }) => answeredLab && clock(answeredLab), right: true },
];

const taskColumns = (clock: Clock): readonly Column<ReportTask>[] => [
  { title: 'Opened', of: ({ openedLab }) => clock(openedLab), right: true },
  { title: 'Done', of: ({ completedLab, status }) => (completedLab === null ? status : clock(completedLab)), right: true },
  { title: 'Task', of: ({ title, instruction }) => title || instruction },
  { title: 'By', of: ({ by, scripted, role }) => (scripted ? html`a script, as ${role}` : (by ?? role)) },
  {
    title: 'Evidence',
    of: ({ evidence }) =>
      evidence.length === 0
        ? 'none asked'
        : html`<ul class="evidence">
            ${evidence.map((each) => html`<li>${evidenceWords(each)}</li>`)}
          </ul>`,
  },
  { title: 'Note', of: ({ note }) => note },
];

function evidenceWords({ id, kind, prompt, unit, value }: ReportEvidence): Part {
  const name = prompt ?? `${kind} ${id}`;
  if (value === null || value === undefined) return `${name}: missing`;
  if (value === true) return prompt === null && kind === 'confirm' ? 'confirmed' : `${name}: confirmed`;
  if (typeof value === 'number') return `${name}: ${quantityWords(value, unit ?? '')}`;
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
