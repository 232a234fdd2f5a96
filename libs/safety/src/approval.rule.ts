import type { Role } from '@labwright/domain';
import type { SitePolicy } from './site-policy.schema';

/** What kind of yes a protocol needs before it may run. */
export interface ApprovalNeed {
  /** Different people. */
  readonly approvers: number;
  /** One of them is a biosafety officer. */
  readonly officer: boolean;
}

/** One person's signed yes, as the record has it. */
export interface SignedYes {
  readonly reviewer: string;
  /** Roles when it was signed. */
  readonly roles: readonly Role[];
  /** The author's own, where the lab allowed it. */
  readonly selfApproved: boolean;
}

/**
 * Level 2, and whatever screening had something to say about, needs as many people as the policy says for level 2, two at least; level 2 a
 * biosafety officer among them. Source: rule S2.
 */
export function approvalNeed(
  { level, hadFinding }: { readonly level: number; readonly hadFinding: boolean },
  { level1, level2 }: Pick<SitePolicy['approvals'], 'level1' | 'level2'> = { level1: 1, level2: 2 },
): ApprovalNeed {
  return { approvers: level >= 2 || hadFinding ? Math.max(2, level2) : level1, officer: level >= 2 };
}

/** What is still missing for the approval of a protocol by this author, in words; null when nothing is. Several yeses of one person count once. */
export function missingYes({ approvers, officer }: ApprovalNeed, author: string, yeses: readonly SignedYes[]): string | null {
  const counted = yeses.filter(({ reviewer, selfApproved }) => reviewer !== author || (selfApproved && approvers === 1));
  const people = new Set(counted.map(({ reviewer }) => reviewer)).size;
  if (people === 0) return yeses.length > 0 ? 'only its author has approved it' : 'nobody has approved it';
  if (people < approvers) return `it needs ${approvers} different approvers, and has ${people}`;
  if (officer && !counted.some(({ roles }) => roles.includes('biosafety_officer')))
    return 'a biosafety officer has to be among its approvers';
  return null;
}
