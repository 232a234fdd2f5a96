import { LabError } from '@labwright/domain';
import type { OperatorTaskEntity } from '@labwright/persistence';
import type { PlanEvidence } from '@labwright/protocol';

/** One piece of evidence as an operator sends it. */
export interface EvidenceInput {
  readonly id: string;
  readonly value: unknown;
}

export interface CheckedEvidence extends EvidenceInput {
  readonly kind: PlanEvidence['kind'];
  readonly of: string | null;
}

const MAX_TEXT = 2_000;

/** Every piece that the task requires, of the right kind, and none that it does not know. @throws LabError INPUT_INVALID listing all faults */
export function checkEvidence(
  task: Pick<OperatorTaskEntity, 'title' | 'evidence'>,
  given: readonly EvidenceInput[],
): readonly CheckedEvidence[] {
  const issues: { path: string; message: string }[] = [];
  const checked: CheckedEvidence[] = [];
  for (const required of task.evidence) {
    const index = given.findIndex((item) => item.id === required.id);
    const item = given[index];
    if (!item) {
      issues.push({ path: '/evidence', message: `"${required.id}" (${required.kind}) is missing` });
      continue;
    }
    const fault = faultOf(required, item.value);
    if (fault) issues.push({ path: `/evidence/${index}/value`, message: `"${required.id}" ${fault}` });
    else checked.push({ id: item.id, value: item.value, kind: required.kind, of: required.of });
  }
  const known = task.evidence.map((e) => e.id);
  for (const [index, item] of given.entries()) {
    if (!known.includes(item.id))
      issues.push({
        path: `/evidence/${index}/id`,
        message: `"${item.id}" is not asked for; the task takes ${known.join(', ') || 'none'}`,
      });
  }
  if (issues.length === 0) return checked;
  throw new LabError('INPUT_INVALID', `task "${task.title}": ${issues.map((i) => i.message).join('; ')}`, { path: '/evidence', issues });
}

function faultOf(required: PlanEvidence, value: unknown): string | null {
  switch (required.kind) {
    case 'confirm':
      return value === true ? null : 'must be true';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : `must be a finite number in ${required.unit ?? 'its unit'}`;
    case 'text':
    case 'barcode':
      return typeof value === 'string' && value.trim().length > 0 && value.length <= MAX_TEXT
        ? null
        : `must be a text of 1 to ${MAX_TEXT} characters`;
    case 'photo':
      return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? null : 'must be the SHA-256 of the photo, 64 hexadecimal digits';
  }
}
