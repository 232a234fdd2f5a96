import type { Run, Step } from '../api/generated/runs';
import type { Session } from '../session';
import { duration, moment } from '../show/duration';
import { tableLines, type Column } from '../show/table';
import { deviationText } from './deviation-text';
import { quantityText } from './quantity';

const COLUMNS: readonly Column<Step>[] = [
  { title: 'STEP', of: ({ step, iterationPath }) => (iterationPath ? `${step} (${iterationPath})` : step) },
  { title: 'STATUS', of: ({ status }) => status, state: true },
  { title: 'INSTRUMENT', of: ({ instrument }) => instrument ?? '' },
  { title: 'TRY', of: ({ attempt }) => attempt || '', right: true, spare: true },
  { title: 'TOOK', of: (step) => took(step), right: true },
  { title: 'NOTE', of: (step) => noteOf(step) },
];

/** A run with everything that a person asks first: why it stands, what it ran with, where its steps are. */
export function runLines(session: Session, run: Run): readonly string[] {
  const { protocol, approval } = run;
  const lab = run.startedLab ? `${moment(run.startedLab)} to ${moment(run.endedLab)}` : null;
  const head = session.fields([
    ['run', run.id],
    ['protocol', `${protocol.name} ${protocol.version}: ${protocol.title}`],
    ['status', run.stopReason ? `${run.status} (${run.stopReason})` : run.status],
    ['held because', run.holdReasons],
    ['deviations', run.deviated.map(deviationText)],
    ['simulated', run.simulated],
    ['approved by', `${approval.reviewer}: ${approval.meaning}${approval.selfApproved ? ' (by its own author)' : ''}`],
    ['parameters', Object.entries(run.parameters).map(([name, it]) => `${name} = ${quantityText(it)}`)],
    ['adjusted', Object.entries(run.adjusted).map(([name, value]) => `${name} = ${value}`)],
    ['bound to', Object.entries(run.bindings).map(([role, instrument]) => `${role}: ${instrument}`)],
    ['labware', run.labware.map(({ name, type, barcode, place }) => `${name} (${type}${barcode ? `, ${barcode}` : ''}) at ${place}`)],
    ['lots', run.materials.map(({ name, material, lot }) => `${name ?? material}: ${lot}`)],
    ['expected', `${duration(run.expectedMs)} of lab time`],
    ['lab time', lab],
  ]);
  return [...head, '', ...tableLines(run.steps, COLUMNS, { paint: session.paint, width: session.screen.columns, empty: 'no steps' })];
}

function took({ startedLab, endedLab }: Step): string {
  return startedLab && endedLab ? duration(Date.parse(endedLab) - Date.parse(startedLab)) : '';
}

function noteOf({ waitingFor, error, status }: Step): string {
  const said = error?.['message'] ?? error?.['code'];
  if (typeof said === 'string') return said;
  return waitingFor !== null && /^(?:ready|pending)$/.test(status) ? `waits: ${waitingFor}` : '';
}
