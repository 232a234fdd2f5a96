import type { Answer } from '@labwright/domain';
import type { PlanEvidence, PlanOperatorStep, PlanSave, PlanStep, PlanTiming, PlanTransfer } from '../plan';
import { durationTitle } from '../step-title';
import { WASTE } from '../transfer-target';
import { code, plain } from './markdown';
import { canonicalWords, volumeWords } from './quantity-words';
import { wellWords } from './well-words';

/** What is known of the whole protocol while one of its steps is written. */
export interface Names {
  /** `step 4` for the id of a step. */
  step(id: string): string;
  material(id: string): string;
}

const ANSWERS: Readonly<Record<Answer, string>> = {
  hold: 'the run is held until a person answers',
  abort: 'the run ends',
  continue_with_deviation: 'the run goes on, with a deviation on the record',
  skip: 'it is left out, with a deviation on the record',
};

/** What happens when something is not as the protocol wants it. */
export function answerWords(answer: Answer): string {
  return ANSWERS[answer];
}

/** The lines of an operator's step: moves, transfers, covers, what to bring. */
export function operatorLines(step: PlanOperatorStep, names: Names): readonly string[] {
  return [
    ...(step.transfers ?? []).map((transfer) => transferLine(transfer, names)),
    ...(step.covers ?? []).map(({ labware, cover }) => `On **${plain(labware)}**: ${cover === null ? 'nothing' : plain(cover)}`),
    ...step.moves.map(({ labware, from, to }) => `Move **${plain(labware)}**: ${plain(from)} → ${plain(to)}`),
    ...(step.evidence.length > 0 ? [`Bring: ${step.evidence.map((item) => evidenceWords(item, names)).join('; ')}`] : []),
  ];
}

/** Where liquid comes from: a material, or a well of labware. */
export function sourceWords({ from }: PlanTransfer, names: Names): string {
  return 'material' in from ? names.material(from.material) : `${plain(from.labware)}${from.well === undefined ? '' : ` ${from.well}`}`;
}

function transferLine(transfer: PlanTransfer, names: Names): string {
  const { to, wells, microlitres } = transfer;
  const kept = transfer.keeps === 'pellet' ? '; leave the pellet' : '';
  if (to === WASTE) {
    const out = wells.length > 1 ? 'out of each of ' : 'out of ';
    return `Remove **${volumeWords(microlitres)}** ${out}${wellWords(wells)} of **${sourceWords(transfer, names)}** into the waste${kept}`;
  }
  const each = wells.length > 1 ? 'into each of ' : 'into ';
  return `Transfer **${volumeWords(microlitres)}** of ${sourceWords(transfer, names)} ${each}${wellWords(wells)} of **${plain(to)}**${kept}`;
}

function evidenceWords({ kind, of, prompt, unit }: PlanEvidence, names: Names): string {
  const asked = prompt === null ? '' : ` (${plain(prompt)})`;
  switch (kind) {
    case 'confirm':
      return `a confirmation${asked}`;
    case 'barcode':
      return `the barcode of ${plain(of ?? '')}${asked}`;
    case 'lot':
      return `the lot of ${names.material(of ?? '')}${asked}`;
    case 'number':
      return `a number in ${plain(unit ?? '')}${of === null ? '' : ` of ${plain(of)}`}${asked}`;
    case 'photo':
    case 'text':
      return `a ${kind}${asked}`;
  }
}

/** Windows, expected readings and saved ones, which any step may have. */
export function conditionLines(step: PlanStep, names: Names): readonly string[] {
  const { expect } = step;
  const saves = step.kind === 'operation' ? (step.saves ?? []) : [];
  const kind = saves.find(({ name }) => name === expect?.reading)?.kind;
  const bound = (value: number | null, open: string) =>
    value === null ? open : kind === undefined ? String(value) : canonicalWords(kind, value);
  return [
    ...(step.timing ?? []).map((window) => windowLine(window, names)),
    ...(step.startsOnEndOf === undefined
      ? []
      : [`Starts with the confirmed end of ${names.step(step.startsOnEndOf)}; nothing to press in between`]),
    ...saves.map((save) => saveLine(save)),
    ...(expect
      ? [
          `Expected: ${code(expect.reading)} from ${bound(expect.min, 'any')} to ${bound(expect.max, 'any')}; otherwise ${answerWords(expect.otherwise)}`,
        ]
      : []),
    ...(step.onError === null ? [] : [`If it fails, ${answerWords(step.onError)}`]),
  ];
}

function windowLine({ after, atLeastMs, atMostMs, onMissed }: PlanTiming, names: Names): string {
  const bounds = [
    ...(atLeastMs === null ? [] : [`at least ${durationTitle(atLeastMs)}`]),
    ...(atMostMs === null ? [] : [`at most ${durationTitle(atMostMs)}`]),
  ];
  const missed = atMostMs === null ? '' : `; if that is missed, ${answerWords(onMissed)}`;
  return `**Timing:** starts ${bounds.join(' and ')} after the ${after.point} of ${names.step(after.step)}${missed}`;
}

function saveLine({ name, reading, wavelength, wells, blanks, process }: PlanSave): string {
  const of = wells.length > 0 ? ` of ${wellWords(wells)}` : '';
  const corrected = [
    ...(process.includes('blank') ? [`minus the blanks ${wellWords(blanks)}`] : []),
    ...(process.includes('pathlength') ? ['for a path of 1 cm'] : []),
  ];
  const at = wavelength === null ? '' : ` at ${wavelength} nm`;
  return `Saves ${code(name)}: ${plain(reading)}${at}${of}${corrected.length > 0 ? `, ${corrected.join(', ')}` : ''}`;
}
