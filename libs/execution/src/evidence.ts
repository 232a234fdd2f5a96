import { LabError } from '@labwright/domain';
import type { OperatorTaskEntity } from '@labwright/persistence';
import type { PlanEvidence } from '@labwright/protocol';

/** One piece of evidence as an operator sends it. */
export interface EvidenceInput {
  readonly id: string;
  readonly value: unknown;
  /** Of a photo: why it is taken although its check did not pass, 1 to 2,000 characters. */
  readonly accept?: string | undefined;
}

/** Evidence of the right kind: text without blanks around it, and every number with its unit. */
export interface CheckedEvidence extends EvidenceInput {
  readonly kind: PlanEvidence['kind'];
  readonly of: string | null;
  /** Number among what was sent, for the pointer of a fault that only the lab's records tell. */
  readonly at: number;
}

/** Something that is wrong with one piece of evidence. */
export interface EvidenceFault {
  readonly path: string;
  readonly message: string;
}

const MAX_TEXT = 2_000;
/** Longest barcode and lot: what people and scanners read off one label. */
const MAX_LABEL = 200;
const MAX_NUMBER = 1e12;

/** Every piece that the task requires, of the right kind, and none that it does not know. @throws LabError INPUT_INVALID listing all faults */
export function checkEvidence(
  task: Pick<OperatorTaskEntity, 'title' | 'evidence'>,
  given: readonly EvidenceInput[],
): readonly CheckedEvidence[] {
  const issues: EvidenceFault[] = [];
  const checked: CheckedEvidence[] = [];
  for (const required of task.evidence) {
    const at = given.findIndex((item) => item.id === required.id);
    const item = given[at];
    if (!item) {
      issues.push({ path: '/evidence', message: `"${required.id}" (${required.kind}) is missing` });
      continue;
    }
    const found = valueOf(required, item.value);
    if ('fault' in found) issues.push(faultAt(at, `"${required.id}" ${found.fault}`));
    else checked.push({ id: item.id, value: found.value, kind: required.kind, of: required.of, at });
  }
  const known = task.evidence.map((e) => e.id);
  for (const [index, item] of given.entries()) {
    if (!known.includes(item.id))
      issues.push({
        path: `/evidence/${index}/id`,
        message: `"${item.id}" is not asked for; the task takes ${known.join(', ') || 'none'}`,
      });
  }
  if (issues.length > 0) throw wrongEvidence(task.title, issues);
  return checked;
}

export function faultAt(at: number, message: string): EvidenceFault {
  return { path: `/evidence/${at}/value`, message };
}

export function wrongEvidence(title: string, issues: readonly EvidenceFault[]): LabError<'INPUT_INVALID'> {
  return new LabError('INPUT_INVALID', `task "${title}": ${issues.map((i) => i.message).join('; ')}`, { path: '/evidence', issues });
}

function valueOf(required: PlanEvidence, value: unknown): { readonly value: unknown } | { readonly fault: string } {
  switch (required.kind) {
    case 'confirm':
      return value === true ? { value } : { fault: 'must be true' };
    case 'number':
      return numberOf(required.unit, value);
    case 'text':
      return textOf(value, MAX_TEXT);
    case 'barcode':
    case 'lot':
      return textOf(value, MAX_LABEL);
    case 'photo':
      return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value)
        ? { value }
        : { fault: 'must be the SHA-256 of the photo, 64 hexadecimal digits' };
  }
}

/** Blanks at the ends are what scanners and keyboards add; no label is told apart by them. */
function textOf(value: unknown, longest: number): { readonly value: string } | { readonly fault: string } {
  const text = typeof value === 'string' ? value.trim() : '';
  return text.length > 0 && text.length <= longest ? { value: text } : { fault: `must be a text of 1 to ${longest} characters` };
}

/** A bare number is taken in the unit asked for. A number that says its unit must say that one: nothing is converted behind a person's back. */
function numberOf(unit: string | null, given: unknown): { readonly value: unknown } | { readonly fault: string } {
  const said = typeof given === 'object' && given !== null ? (given as { value?: unknown; unit?: unknown }) : { value: given, unit };
  const { value } = said;
  if (typeof value !== 'number' || !Number.isFinite(value) || Math.abs(value) > MAX_NUMBER)
    return { fault: `must be a finite number in ${unit ?? 'its unit'}, from -1e12 to 1e12` };
  if (said.unit !== unit)
    return { fault: `is in ${JSON.stringify(said.unit ?? null)}; send it in ${unit === null ? 'no unit' : JSON.stringify(unit)}` };
  return { value: { value, unit } };
}
