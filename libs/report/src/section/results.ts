import type { AnalysisResult, ResultValue } from '@labwright/results';
import { html, type Html } from '../html';
import { plateFigure } from '../draw/plate-figure';
import { xyFigure } from '../draw/xy-figure';
import { table, type Column } from '../table';
import { intervalWords, numberWords, valueWords } from '../words/number';

const VALUES: readonly Column<ResultValue>[] = [
  { title: 'Quantity', of: ({ label }) => label },
  { title: 'Of', of: ({ of }) => of ?? 'all' },
  { title: 'Value', of: valueWords, right: true },
  { title: 'Interval', of: intervalWords, right: true },
  { title: 'Level', of: ({ confidence }) => confidence !== null && `${numberWords(confidence * 100, 3)} %`, right: true },
  {
    title: 'Note',
    of: ({ note, beyond }) => [
      beyond === 'below' ? 'below what could be measured. ' : beyond === 'above' ? 'above what could be measured. ' : '',
      note,
    ],
  },
];

/** Each analysis with its figures, numbers, method and what a reader has to know of single wells. */
export function resultsSection(results: readonly AnalysisResult[], exportHint: string): Html | null {
  if (results.length === 0) return null;
  return html`<section id="results">
    <h2>Results</h2>
    ${results.map((result, i) => resultPart(result, `r${i + 1}`, exportHint))}
  </section>`;
}

function resultPart(result: AnalysisResult, id: string, exportHint: string): Html {
  const { title, kind, main, insufficient, method, flags, figures, values, simulated } = result;
  const ownResiduals = figures.some((figure) => /residual/i.test(figure.id));
  return html`<section class="result">
    <h3>${title} <span class="kind">${kind.replaceAll('_', ' ')}</span></h3>
    ${
      simulated && html`<p class="small">From readings of simulated instruments.</p>`
    }${main === null && html`<p class="insufficient"><strong>No main result.</strong> ${insufficient ?? 'The data did not suffice.'}</p>`}${figures.map(
      (figure, n) =>
        figure.type === 'plate'
          ? plateFigure(figure, { id: `${id}-f${n + 1}` })
          : xyFigure(figure, { id: `${id}-f${n + 1}`, residuals: !ownResiduals, exportHint }),
    )}${table(values, VALUES, { most: 200, more: `are in the export: ${exportHint}` })}${
      flags.length > 0 &&
      html`<h4>Flags</h4>
        ${table(flags, [
          { title: 'Well', of: ({ well }) => well },
          { title: 'Sample', of: ({ sample }) => sample },
          { title: 'What', of: ({ what }) => what.replaceAll('_', ' ') },
          { title: 'Why', of: ({ why }) => why },
        ])}`
    }
    <p class="method"><strong>Method.</strong> ${method}</p>
  </section>`;
}
