import { tableMachine } from './transition';

/**
 * Review of a protocol, bound to its content hash: any edit is another hash and starts as a draft.
 *
 *   draft -> submitted -> held_biosafety | in_review -> approved | rejected       approved -> expired | revoked
 */
export const ReviewStatus = {
  draft: 'draft',
  submitted: 'submitted',
  held_biosafety: 'held_biosafety',
  in_review: 'in_review',
  approved: 'approved',
  rejected: 'rejected',
  expired: 'expired',
  revoked: 'revoked',
} as const;
export type ReviewStatus = (typeof ReviewStatus)[keyof typeof ReviewStatus];

export type ReviewEvent = 'submit' | 'screened_clear' | 'screened_hit' | 'release' | 'approve' | 'reject' | 'expire' | 'revoke';

/**
 * An expired protocol may be approved again: its content is the same, only the signature has lapsed. A revoked one is final: somebody
 * took the yes back, and only another content starts again as a draft.
 */
export const transitionReview = tableMachine<ReviewStatus, ReviewEvent, never>('protocol', {
  draft: { submit: { to: 'submitted' } },
  submitted: { screened_clear: { to: 'in_review' }, screened_hit: { to: 'held_biosafety' } },
  held_biosafety: { release: { to: 'in_review' }, reject: { to: 'rejected' } },
  in_review: { approve: { to: 'approved' }, reject: { to: 'rejected' } },
  approved: { approve: { to: 'approved' }, expire: { to: 'expired' }, revoke: { to: 'revoked' } },
  rejected: {},
  expired: { approve: { to: 'approved' }, reject: { to: 'rejected' } },
  revoked: {},
});
