import type { ReportTimeline, RunReportDocument, Span, TimelineItem } from '../document';
import { html, type Html } from '../html';
import { timelineFigure } from '../draw/timeline-figure';
import { busiest } from '../draw/timeline-lanes';
import { folded, table } from '../table';
import { at, durationWords, type Moment } from '../words/time';
import { clockFrom, stepWords } from './departures';

/** The run as it went, by person and instrument; every step stands in the table. */
export function timelineSection({ timeline, outcome, madeAt }: RunReportDocument): Html {
  const { startedLab, endedLab } = outcome;
  if (startedLab === null)
    return html`<section id="timeline">
      <h2>Timeline</h2>
      <p>The run has not started.</p>
    </section>`;
  const clock = clockFrom(startedLab);
  const { items, holds, pauses } = timeline;
  const stood = [...holds.map((span) => ({ ...span, what: 'held' })), ...pauses.map((span) => ({ ...span, what: 'paused' }))];
  const end = endedLab ?? lastOf(timeline, startedLab, madeAt);
  const drawn = { items, holds, pauses, start: startedLab, end };
  const stretch = busiest(items, at(startedLab), at(end));
  const figure = timelineFigure({
    ...drawn,
    id: 't1',
    numbers: folded(`The ${items.length} steps of this run`, stepsTable(items, clock)),
  });
  return html`<section id="timeline">
    <h2>Timeline</h2>
    ${figure}${stretch && timelineFigure({ ...drawn, id: 't2', stretch, numbers: null })}${stood.length > 0 && html`<h3>Times when the run stood still</h3>`}${table(
      stood,
      [
        { title: 'What', of: ({ what }) => what },
        { title: 'From', of: ({ from }) => clock(from), right: true },
        { title: 'To', of: ({ to }) => (to === null ? 'not over' : clock(to)), right: true },
        { title: 'For', of: lengthOf, right: true },
        { title: 'Why', of: ({ reason }) => reason },
      ],
    )}
  </section>`;
}

function lengthOf({ from, to }: Span): string {
  return to === null ? '' : durationWords(at(to) - at(from));
}

/** Of a run that goes on: the last moment of lab time that is on its record. */
function lastOf({ items, holds }: ReportTimeline, start: Moment, madeAt: Moment): Moment {
  const moments = [...items.flatMap(({ start: from, end }) => [from, end]), ...holds.flatMap(({ from, to }) => [from, to])];
  const last = moments.reduce((latest: number, moment) => (moment === null ? latest : Math.max(latest, at(moment))), at(start));
  return new Date(Number.isFinite(last) ? last : at(madeAt));
}

function stepsTable(items: readonly TimelineItem[], clock: (moment: Moment) => string): Html | null {
  return table(
    items,
    [
      { title: 'From', of: ({ start }) => start && clock(start), right: true },
      { title: 'To', of: ({ end }) => end && clock(end), right: true },
      { title: 'Step', of: ({ step, iterationPath }) => stepWords(step, iterationPath) },
      { title: 'What', of: ({ title }) => title },
      { title: 'Where or who', of: ({ lane }) => (lane.scripted ? `${lane.id}, by a script` : (lane.person ?? lane.id)) },
      { title: 'Status', of: ({ status }) => status.replaceAll('_', ' ') },
      { title: 'Took', of: ({ durationMs }) => durationMs !== null && durationWords(durationMs), right: true },
      { title: 'Expected', of: ({ expectedMs }) => durationWords(expectedMs), right: true },
      { title: 'Note', of: noteOf },
    ],
    { most: 500, more: 'are told by: labwright runs timeline' },
  );
}

function noteOf({ troubles, deviations, waits, attempt, hold }: TimelineItem): string {
  const waited = waits.at(-1);
  return [
    ...troubles.map(({ what, message }) => `${what.replaceAll('_', ' ')}${message ? `: ${message}` : ''}`),
    ...deviations.map(({ reason }) => reason),
    ...(waited ? [`waited: ${waited.reason}`] : []),
    ...(hold?.overMs != null && Math.abs(hold.overMs) >= 1000 ? [`held ${durationWords(hold.overMs)} over`] : []),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ].join('; ');
}
