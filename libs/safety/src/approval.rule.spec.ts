import fc from 'fast-check';
import { approvalNeed, missingYes, type SignedYes } from './approval.rule';

const yes = (reviewer: string, ...roles: SignedYes['roles']): SignedYes => ({ reviewer, roles, selfApproved: false });
const one = approvalNeed({ level: 1, hadFinding: false });
const two = approvalNeed({ level: 1, hadFinding: true });
const officer = approvalNeed({ level: 2, hadFinding: false });

describe('who has to approve a protocol', () => {
  it('is one other person for level 1, two after a finding, and two with an officer for level 2', () => {
    expect([one, two, officer]).toEqual([
      { approvers: 1, officer: false },
      { approvers: 2, officer: false },
      { approvers: 2, officer: true },
    ]);
  });

  it('is never the author, but where the lab allows it for one yes, and never as one of two', () => {
    expect(missingYes(one, 'ada', [yes('ada', 'reviewer')])).toBe('only its author has approved it');
    expect(missingYes(one, 'ada', [{ ...yes('ada', 'reviewer'), selfApproved: true }])).toBeNull();
    expect(missingYes(two, 'ada', [{ ...yes('ada', 'reviewer'), selfApproved: true }, yes('bo', 'reviewer')])).toMatch(/2 different/);
  });

  it('is two different people, however often one of them says yes', () => {
    expect(missingYes(two, 'ada', [yes('bo', 'reviewer'), yes('bo', 'reviewer')])).toBe('it needs 2 different approvers, and has 1');
    expect(missingYes(two, 'ada', [yes('bo', 'reviewer'), yes('cy', 'reviewer')])).toBeNull();
  });

  it('is an officer at level 2, by the role at the signing', () => {
    expect(missingYes(officer, 'ada', [yes('bo', 'reviewer'), yes('cy', 'reviewer')])).toMatch(/biosafety officer/);
    expect(missingYes(officer, 'ada', [yes('bo', 'reviewer'), yes('cy', 'biosafety_officer')])).toBeNull();
  });

  it('is never satisfied by less: taking a yes away never completes an approval', () => {
    const person = fc.constantFrom('ada', 'bo', 'cy', 'di');
    const roles = fc.subarray(['reviewer', 'biosafety_officer'] as const, { minLength: 1 });
    const yeses = fc.array(fc.record({ reviewer: person, roles, selfApproved: fc.boolean() }), { maxLength: 5 });
    fc.assert(
      fc.property(yeses, fc.constantFrom(one, two, officer), fc.nat(4), (all, need, gone) => {
        if (missingYes(need, 'ada', all) === null) return;
        expect(missingYes(need, 'ada', all.toSpliced(gone, 1))).not.toBeNull();
      }),
    );
  });
});
