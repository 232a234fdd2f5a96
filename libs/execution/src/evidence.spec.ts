import type { PlanEvidence } from '@labwright/protocol';
import { checkEvidence, type CheckedEvidence, type EvidenceInput } from './evidence';

const asks = (kind: PlanEvidence['kind'], more: Partial<PlanEvidence> = {}): PlanEvidence => ({
  id: 'it',
  kind,
  of: null,
  prompt: null,
  unit: null,
  ...more,
});
const subject = (evidence: PlanEvidence, value: unknown): CheckedEvidence | undefined =>
  checkEvidence({ title: 'load', evidence: [evidence] }, [{ id: 'it', value }])[0];

describe('evidence of an operator task', () => {
  it.each<[string, PlanEvidence, unknown, unknown]>([
    ['a confirmation', asks('confirm'), true, true],
    ['a text with blanks around it', asks('text'), '  lies flat \n', 'lies flat'],
    ['a barcode from a scanner that sends a line end', asks('barcode', { of: 'plate' }), 'P-1\r\n', 'P-1'],
    ['a lot', asks('lot', { of: 'medium' }), ' LB-77 ', 'LB-77'],
    ['a photo', asks('photo'), 'a'.repeat(64), 'a'.repeat(64)],
    ['a bare number', asks('number', { unit: 'mL' }), 1.5, { value: 1.5, unit: 'mL' }],
    ['a number with its unit', asks('number', { unit: 'mL' }), { value: 1.5, unit: 'mL' }, { value: 1.5, unit: 'mL' }],
    ['a number without a unit', asks('number'), 0, { value: 0, unit: null }],
    ['the largest number', asks('number'), -1e12, { value: -1e12, unit: null }],
  ])('when %s is brought, keeps it', (_what, evidence, value, kept) => {
    expect(subject(evidence, value)).toEqual({ id: 'it', kind: evidence.kind, of: evidence.of, value: kept, at: 0 });
  });

  it.each<[string, PlanEvidence, unknown, string]>([
    ['a confirmation is not given', asks('confirm'), false, 'must be true'],
    ['a confirmation is a word', asks('confirm'), 'true', 'must be true'],
    ['a text is blank', asks('text'), ' \n', '1 to 2000 characters'],
    ['a text is a number', asks('text'), 7, '1 to 2000 characters'],
    ['a barcode is too long for a label', asks('barcode'), 'x'.repeat(201), '1 to 200 characters'],
    ['a lot is an object', asks('lot'), { value: 'LB' }, '1 to 200 characters'],
    ['a photo is named in capitals', asks('photo'), 'A'.repeat(64), '64 hexadecimal digits'],
    ['a number is text', asks('number', { unit: 'mL' }), '1.5', 'a finite number in mL'],
    ['a number is none', asks('number'), Number.NaN, 'a finite number'],
    ['a number has no end', asks('number'), Number.POSITIVE_INFINITY, 'a finite number'],
    ['a number is too large', asks('number'), 1.1e12, 'from -1e12 to 1e12'],
    ['a number with its unit is too large', asks('number', { unit: 'mL' }), { value: -1e13, unit: 'mL' }, 'from -1e12 to 1e12'],
    ['a number is null', asks('number'), null, 'a finite number'],
    ['a number comes in another unit', asks('number', { unit: 'mL' }), { value: 1500, unit: 'uL' }, 'is in "uL"; send it in "mL"'],
    ['a number has a unit and none was asked for', asks('number'), { value: 1, unit: 'mL' }, 'send it in no unit'],
    ['a number of an object says no unit', asks('number', { unit: 'mL' }), { value: 1 }, 'is in null; send it in "mL"'],
  ])('when %s, refuses it and says where', (_what, evidence, value, text) => {
    expect(() => subject(evidence, value)).toThrow(
      expect.objectContaining({
        code: 'INPUT_INVALID',
        context: { path: '/evidence', issues: [{ path: '/evidence/0/value', message: expect.stringContaining(text) }] },
      }),
    );
  });

  it('when some is missing and some was not asked for, tells all of it at once', () => {
    const given: EvidenceInput[] = [{ id: 'other', value: 1 }];
    expect(() => checkEvidence({ title: 'load', evidence: [asks('confirm')] }, given)).toThrow(
      'task "load": "it" (confirm) is missing; "other" is not asked for; the task takes it',
    );
  });
});
