import type { ReportInstrument, ReportWire, RunReportDocument } from '../document';
import { html, type Html } from '../html';
import { facts, table, type Column } from '../table';
import { numberWords, quantityWords } from '../words/number';
import { momentWords } from '../words/time';
import { writersPart } from './writers';

/** Parameters, who stands for what, which instruments and software, and what went over the wires. */
export function provenanceSections({ provenance, protocol, outcome, instruments, commands, software, madeAt }: RunReportDocument): Html {
  const { approval, parameters, bindings } = provenance;
  const hash = (text: string) => html`<code class="hash">${text}</code>`;
  return html`<section id="parameters">
      <h2>Parameters</h2>
      ${
        Object.keys(parameters).length === 0
          ? html`<p>The protocol has none.</p>`
          : table(Object.entries(parameters), [
              { title: 'Parameter', of: ([name]) => name.replaceAll('_', ' ') },
              { title: 'Value', of: ([, { value, unit }]) => quantityWords(value, unit), right: true },
            ])
      }
    </section>
    <section id="provenance">
      <h2>Provenance</h2>
      ${facts([
        ['Purpose', protocol.purpose],
        [
          'Protocol submitted by',
          protocol.author === null
            ? 'unknown'
            : `${protocol.author}${protocol.submittedAt === null ? '' : `, ${momentWords(protocol.submittedAt)}`}`,
        ],
        [
          'Approved by',
          `${approval.reviewer}, ${momentWords(approval.createdAt)}: ${approval.meaning}${provenance.selfApproved ? ' (approved by its own author)' : ''}`,
        ],
        ['Run made by', provenance.createdBy],
        ['Started', outcome.startedAt === null ? 'not started' : momentWords(outcome.startedAt)],
        ['Protocol hash', hash(protocol.hash)],
        ['Approval signs', hash(approval.signedHash)],
        ['Plan hash', hash(provenance.planHash)],
        ['Software', `${software.name} ${software.version}`],
        ['Report made', momentWords(madeAt)],
      ])}
      ${writersPart(provenance.steps)}
      <h3>Instruments</h3>
      ${instruments.length === 0 ? html`<p>No instrument was bound.</p>` : table(instruments, instrumentColumns(bindings))}
      <h3>Wires</h3>
      ${commands.length === 0 ? html`<p>No command is on the record.</p>` : table(commands, WIRES)}
    </section>`;
}

const instrumentColumns = (bindings: Readonly<Record<string, string>>): readonly Column<ReportInstrument>[] => [
  { title: 'Instrument', of: ({ id }) => id },
  {
    title: 'Role',
    of: ({ id }) =>
      Object.entries(bindings)
        .filter(([, bound]) => bound === id)
        .map(([role]) => role)
        .join(', '),
  },
  { title: 'Model', of: ({ vendor, model }) => [vendor, model].filter((each) => each !== null).join(' ') },
  { title: 'Serial number', of: ({ serialNumber }) => serialNumber },
  { title: 'Firmware', of: ({ firmware }) => firmware },
  { title: 'Driver', of: ({ driver, driverVersion }) => `${driver}${driverVersion === null ? '' : ` ${driverVersion}`}` },
  {
    title: 'Driver verified on hardware',
    of: ({ verifiedOnHardware }) => (verifiedOnHardware === null ? 'unknown' : verifiedOnHardware ? 'yes' : 'no'),
  },
  { title: 'Simulated', of: ({ simulated }) => (simulated ? 'yes' : 'no') },
];

const WIRES: readonly Column<ReportWire>[] = [
  { title: 'Instrument', of: ({ instrument }) => instrument },
  { title: 'Wire', of: ({ transport, simulated }) => `${transport}${simulated ? ', simulated' : ''}` },
  { title: 'Queries', of: ({ queries }) => queries, right: true },
  { title: 'Set points', of: ({ setpoints }) => setpoints, right: true },
  { title: 'Actions', of: ({ actions }) => actions, right: true },
  { title: 'Succeeded', of: ({ succeeded }) => succeeded, right: true },
  { title: 'Failed', of: ({ failed }) => failed, right: true },
  { title: 'Unknown', of: ({ unknown, unanswered }) => unknown + unanswered, right: true },
  { title: 'Median answer', of: ({ medianMs }) => medianMs !== null && `${numberWords(medianMs, 3)} ms`, right: true },
  { title: 'Slowest', of: ({ maxMs }) => maxMs !== null && `${numberWords(maxMs, 3)} ms`, right: true },
];
