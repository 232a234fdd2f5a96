import type { ReportAdjustment, ReportDeviation, ReportWindow, RunReportDocument } from '../document';
import { html, type Html } from '../html';
import { table, type Column } from '../table';
import { quantityWords } from '../words/number';
import { at, clockWords, durationWords, type Moment } from '../words/time';

/** Deviations, windows kept and missed, and what was changed on the way. */
export function departures({ deviations, windows, adjustments, outcome }: RunReportDocument): Html {
  const clock = clockFrom(outcome.startedLab);
  return html`<section id="departures">
    <h2>Deviations and windows</h2>
    ${
      deviations.length === 0
        ? html`<p>No departure from the protocol is on the record${!outcome.over && ' so far'}.</p>`
        : table(deviations, deviationColumns(clock))
    }${windows.length > 0 && html`<h3>Windows</h3>`}${table(windows.toSorted(missedFirst), windowColumns(clock))}${adjustments.length > 0 && html`<h3>Adjusted on the way</h3>`}${table(
      adjustments,
      adjustmentColumns(clock),
    )}
  </section>`;
}

type Clock = (moment: Moment) => string;

/** Time since the start of the run; as it stands where the run never started. */
export function clockFrom(start: Moment | null): Clock {
  return (moment) => (start === null ? '' : clockWords(at(moment) - at(start)));
}

export const stepWords = (step: string | null, path: string | null): string => `${step ?? 'the run'}${path ? ` (${path})` : ''}`;

const deviationColumns = (clock: Clock): readonly Column<ReportDeviation>[] => [
  { title: 'At', of: ({ atLab }) => clock(atLab), right: true },
  { title: 'Step', of: ({ step, iterationPath }) => stepWords(step, iterationPath) },
  { title: 'What', of: ({ kind }) => kind.replaceAll('_', ' ') },
  { title: 'Size', of: sizeOf, right: true },
  { title: 'Why', of: ({ reason }) => reason },
  { title: 'By', of: ({ actor }) => actor },
];

function sizeOf({ lateMs, size, unit }: ReportDeviation): string {
  if (lateMs !== null) return `${durationWords(lateMs)} late`;
  return size === null ? '' : quantityWords(size, unit ?? '');
}

function missedFirst(a: ReportWindow, b: ReportWindow): number {
  return Number(b.lateMs > 0) - Number(a.lateMs > 0) || at(a.atLab) - at(b.atLab);
}

const windowColumns = (clock: Clock): readonly Column<ReportWindow>[] => [
  { title: 'At', of: ({ atLab }) => clock(atLab), right: true },
  { title: 'Step', of: ({ step, iterationPath }) => stepWords(step, iterationPath) },
  { title: 'Counted from', of: ({ after }) => after },
  { title: 'Allowed', of: allowed },
  { title: 'Was', of: ({ gapMs }) => durationWords(gapMs), right: true },
  {
    title: 'Verdict',
    of: ({ lateMs, gapMs, atLeastMs }) =>
      lateMs > 0
        ? html`<strong>✕ missed by ${durationWords(lateMs)}</strong>`
        : atLeastMs !== null && gapMs < atLeastMs
          ? html`<strong>✕ too early</strong>`
          : '✓ kept',
  },
];

function allowed({ atLeastMs, atMostMs }: ReportWindow): string {
  const bounds = [
    ...(atLeastMs === null ? [] : [`at least ${durationWords(atLeastMs)}`]),
    ...(atMostMs === null ? [] : [`at most ${durationWords(atMostMs)}`]),
  ];
  return bounds.join(', ');
}

const adjustmentColumns = (clock: Clock): readonly Column<ReportAdjustment>[] => [
  { title: 'At', of: ({ atLab }) => clock(atLab), right: true },
  { title: 'Parameter', of: ({ param }) => param },
  { title: 'From', of: ({ from, unit }) => quantityWords(from, unit), right: true },
  { title: 'To', of: ({ to, unit }) => quantityWords(to, unit), right: true },
  { title: 'By', of: ({ by }) => by },
];
