import type { RunStatus } from '@labwright/domain';
import type { RunReportDocument } from '../document';
import { html, type Html } from '../html';
import { facts } from '../table';
import { intervalWords, valueWords } from '../words/number';
import { durationWords, momentWords } from '../words/time';

/** How a run stands, as a person says it; the sign and the words say the same as the colour. */
const OUTCOMES: Readonly<
  Record<RunStatus, { readonly sign: string; readonly words: string; readonly tone: 'good' | 'warn' | 'bad' | 'open' }>
> = {
  ready: { sign: '○', words: 'Not started yet', tone: 'open' },
  running: { sign: '▶', words: 'Under way: this is the report so far', tone: 'open' },
  paused: { sign: '‖', words: 'Paused: this is the report so far', tone: 'open' },
  held: { sign: '‖', words: 'Held until a person answers: this is the report so far', tone: 'bad' },
  stopping: { sign: '■', words: 'Being ended: this is the report so far', tone: 'bad' },
  cancelled: { sign: '■', words: 'Cancelled before its end', tone: 'bad' },
  failed: { sign: '✕', words: 'Failed', tone: 'bad' },
  completed: { sign: '✓', words: 'Completed as the protocol says', tone: 'good' },
  completed_with_deviations: { sign: '!', words: 'Completed, with deviations from the protocol', tone: 'warn' },
};

/** What is asked first: which protocol, how it ended, whether any of it is real, and what came out. */
export function headline(report: RunReportDocument): Html {
  const { protocol, outcome, run, results } = report;
  const { sign, words, tone } = OUTCOMES[outcome.status];
  const missed = report.windows.filter(({ lateMs }) => lateMs > 0).length;
  return html`<header class="head">
    <p class="kicker">Report of a run${!outcome.over && ', so far'}</p>
    <h1>${protocol.title}</h1>
    ${simulation(report)}
    <p class="outcome ${tone}"><span class="sign" aria-hidden="true">${sign}</span> ${words}</p>
    ${
      outcome.holdReasons.length > 0 &&
      html`<ul class="reasons">
        ${outcome.holdReasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>`
    }${missingPart(report)}${mainResults(report)}${facts([
      ['Protocol', `${protocol.name} ${protocol.version}`],
      ['Run', html`<code>${run}</code>`],
      ['Lab time', labTime(report)],
      [
        'Wall time',
        outcome.startedAt === null
          ? 'not started'
          : `${momentWords(outcome.startedAt)} to ${outcome.endedAt === null ? 'now' : momentWords(outcome.endedAt)}`,
      ],
      ['Deviations', report.deviations.length === 0 ? 'none' : String(report.deviations.length)],
      [
        'Windows',
        report.windows.length === 0 ? 'the protocol has none that was checked' : `${report.windows.length - missed} kept, ${missed} missed`,
      ],
      [
        'Analyses',
        results.length === 0
          ? 'no results: the protocol asks for none, or none were computed'
          : `${results.filter(({ main }) => main !== null).length} of ${results.length} with a main result`,
      ],
    ])}
  </header>`;
}

function labTime({ outcome }: RunReportDocument): string {
  const expected = `${durationWords(outcome.expectedMs)} expected`;
  if (outcome.startedLab === null) return `not started; ${expected}`;
  const took = outcome.durationMs === null ? 'not over' : durationWords(outcome.durationMs);
  return `${took}; ${expected}; from ${momentWords(outcome.startedLab)}`;
}

/** A line that nobody can overlook, also on a copy in grey. */
function simulation({ provenance, commands }: RunReportDocument): Html {
  const { simulated, scriptedTasks } = provenance;
  const scripted =
    scriptedTasks > 0
      ? ` ${scriptedTasks} ${scriptedTasks === 1 ? 'task was' : 'tasks were'} done by a scripted operator, not by a person.`
      : '';
  if (simulated === 'all')
    return html`<p class="simulated">
      <strong>SIMULATED.</strong> Every instrument of this run is simulated: no number here was measured on real material.${scripted}
    </p>`;
  if (simulated === 'some') {
    const which = commands.filter((wire) => wire.simulated).map(({ instrument }) => instrument);
    return html`<p class="simulated"><strong>PARTLY SIMULATED.</strong> Simulated instruments: ${which.join(', ')}.${scripted}</p>`;
  }
  return html`<p class="real"><strong>Real instruments.</strong> None of this run is simulated.${scripted}</p>`;
}

/** What a reader would miss, said before the results. */
function missingPart({ outcome, timeline }: RunReportDocument): Html | null {
  if (outcome.status === 'completed' || outcome.status === 'ready') return null;
  const undone = timeline.items.filter(({ status, inserted }) => !inserted && status !== 'succeeded');
  if (undone.length === 0) return null;
  const told = undone
    .slice(0, 12)
    .map(
      ({ title, step, iterationPath, status }) =>
        html`<li>${title || step}${iterationPath !== '' && ` (${iterationPath})`}: ${status.replaceAll('_', ' ')}</li>`,
    );
  const more = undone.length - told.length;
  return html`<div class="missing">
    <p>${undone.length} ${undone.length === 1 ? 'step has' : 'steps have'} not been done:</p>
    <ul>
      ${told}${more > 0 && html`<li>and ${more} more, in the timeline</li>`}
    </ul>
  </div>`;
}

/** Words of an analysis as a sentence, with room after it. */
function sentence(words: string | null): string {
  if (words === null || words === '') return '';
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'} `;
}

function mainResults({ results }: RunReportDocument): Html | null {
  if (results.length === 0) return null;
  return html`<ul class="main-results">
    ${results.map(({ title, main, insufficient, simulated }) => {
      const interval = main && intervalWords(main);
      const sure = main?.confidence == null ? 'interval' : `${Number((main.confidence * 100).toPrecision(3))} % interval`;
      return html`<li>
        <span class="label">${main?.label ?? title}${main?.of != null && ` of ${main.of}`}</span>
        <span class="number">${main ? valueWords(main) : 'not determined'}</span>
        <span class="small"
          >${interval !== null && `${sure} ${interval}. `}${sentence(main === null ? insufficient : main.note)}${simulated && 'Simulated.'}</span
        >
      </li>`;
    })}
  </ul>`;
}
