import type { CurveSeries, GivenSummary, ReportCurve, ReportPlate, RunReportDocument, SavedSummary } from '../document';
import type { XyFigure } from '@labwright/results';
import { plateFigure, rangeOf, type Range } from '../draw/plate-figure';
import { xyFigure } from '../draw/xy-figure';
import { html, type Html } from '../html';
import { table, type Column } from '../table';
import { numberWords } from '../words/number';
import { at, clockWords, type Moment } from '../words/time';
import { unitWords } from '../words/unit';

const number = (value: number | null) => (value === null ? 'none' : numberWords(value));
const SAVED: readonly Column<SavedSummary>[] = [
  { title: 'Saved reading', of: ({ name }) => name },
  { title: 'Times', of: ({ series }) => series, right: true },
  { title: 'Good', of: ({ ok, count }) => `${ok} of ${count}`, right: true },
  { title: 'Lowest', of: ({ min }) => number(min), right: true },
  { title: 'Median', of: ({ median }) => number(median), right: true },
  { title: 'Highest', of: ({ max }) => number(max), right: true },
  { title: 'Median of the last', of: ({ lastMedian }) => number(lastMedian), right: true },
  { title: 'Unit', of: ({ unit }) => unitWords(unit) },
];
const GIVEN: readonly Column<GivenSummary>[] = [
  { title: 'Reading', of: ({ name }) => name.replaceAll('_', ' ') },
  { title: 'Instrument', of: ({ instrument }) => instrument },
  { title: 'Good', of: ({ ok, count }) => `${ok} of ${count}`, right: true },
  { title: 'Lowest', of: ({ min }) => number(min), right: true },
  { title: 'Highest', of: ({ max }) => number(max), right: true },
  { title: 'Unit', of: ({ unit }) => unitWords(unit) },
  { title: 'Simulated', of: ({ simulated }) => (simulated ? 'yes' : 'no') },
];

/** What the run saved and what instruments gave: curves, plates, and numbers. */
export function readingsSection(report: RunReportDocument, exportHint: string): Html {
  const { curves, plates, readings, outcome } = report;
  const start = outcome.startedLab;
  const clock = (moment: Moment) => (start === null ? '' : clockWords(at(moment) - at(start)));
  const none = readings.saved.length + readings.given.length === 0;
  return html`<section id="readings">
    <h2>Readings</h2>
    ${none && html`<p>No reading of this run is on the record.</p>`}${
      start !== null &&
      curves.map((curve, i) => xyFigure(overTime(curve, start), { id: `c${i + 1}`, residuals: false, notes: notesOf(curve), exportHint }))
    }${plates.map((plate, i) =>
      plateFigure(plate.figure, {
        id: `p${i + 1}`,
        ...rangeOfAll(plates, plate),
        notes: [
          `${plate.labware}, read at ${clock(plate.atLab)} since the start in ${plate.step}${plate.iterationPath === '' ? '' : ` (${plate.iterationPath})`}: number ${plate.series} of ${plate.of}.`,
        ],
      }),
    )}${table(readings.saved, SAVED)}${table(readings.given, GIVEN)}${!none && html`<p class="small">All values: <code>${exportHint}</code></p>`}
  </section>`;
}

/** Plates of one reading have the same colours for the same values, from 0 on, so that they can be compared and small differences stay small. */
function rangeOfAll(plates: readonly ReportPlate[], { figure }: ReportPlate): { readonly range?: Range } {
  const ranges = plates.filter((each) => each.figure.id === figure.id).flatMap((each) => rangeOf(each.figure) ?? []);
  if (ranges.length === 0) return {};
  return { range: { low: Math.min(0, ...ranges.map(({ low }) => low)), high: Math.max(...ranges.map(({ high }) => high)) } };
}

function overTime({ id, title, label, unit, series }: ReportCurve, start: Moment): XyFigure {
  const last = Math.max(0, ...series.flatMap(({ points }) => points.map(({ atLab }) => at(atLab) - at(start))));
  const [length, symbol] = last > 7_200_000 ? [3_600_000, 'h'] : last > 180_000 ? [60_000, 'min'] : [1000, 's'];
  const place = (moment: Moment) => (at(moment) - at(start)) / length;
  return {
    type: 'xy',
    id,
    title,
    x: { label: 'Lab time since the start', unit: symbol, scale: 'linear' },
    y: { label, unit, scale: 'linear' },
    series: series.map(({ name, points }) => ({
      name,
      group: name,
      style: points.length <= 60 ? 'line_and_points' : 'line',
      points: points.map(({ atLab, value, low, high }) => ({
        x: place(atLab),
        y: value,
        ...(low === undefined ? {} : { low }),
        ...(high === undefined ? {} : { high }),
      })),
    })),
    marks: [],
  };
}

function notesOf({ points, series, simulated }: ReportCurve): readonly string[] {
  const thinned = series.filter((each: CurveSeries) => each.points.length < each.of);
  const of = thinned.map(({ name, of: all, points: kept }) => `${name} ${kept.length} of ${all}`).slice(0, 6);
  return [
    `A point is ${points}.`,
    ...(thinned.length > 0 ? [`Thinned: ${of.join(', ')}${thinned.length > of.length ? ' and others' : ''}.`] : []),
    ...(simulated ? ['Simulated.'] : []),
  ];
}
