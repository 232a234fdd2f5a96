import type { RunReportDocument } from './document';
import { Html, html } from './html';
import { departures } from './section/departures';
import { headline } from './section/headline';
import { peopleSections } from './section/people';
import { provenanceSections } from './section/provenance';
import { readingsSection } from './section/readings';
import { resultsSection } from './section/results';
import { timelineSection } from './section/timeline';
import { STYLE } from './style';

/** What a page of a report may do: show itself. Sent as a header too. */
export const REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A run's report as one HTML document that needs nothing else: no script, no picture or style from elsewhere. The same bytes for the same document. */
export function renderReport(report: RunReportDocument): string {
  const { run, protocol, software } = report;
  const hint = `labwright readings export ${run.slice(0, 8)}`;
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${protocol.title}: report of run ${run.slice(0, 8)}</title>
        <style>
          ${new Html(STYLE)}
        </style>
      </head>
      <body>
        <main>
          ${headline(report)} ${resultsSection(report.results, hint)} ${readingsSection(report, `${hint} --saved`)} ${departures(report)}
          ${timelineSection(report)} ${peopleSections(report)} ${provenanceSections(report)}
          <footer>
            <p>
              ${protocol.name} ${protocol.version}, run ${run}. Times are lab time since the start of the run unless they name a day. Made
              by ${software.name} ${software.version}.
            </p>
          </footer>
        </main>
      </body>
    </html> `;
  return `${page.toString().trimEnd()}\n`;
}
