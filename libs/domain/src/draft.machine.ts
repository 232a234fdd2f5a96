import { tableMachine } from './transition';

/**
 * A draft of a protocol. `drafting`: a model is at work on it; in every other state nobody is.
 *
 *   drafting -> drafted | needs_answers | failed | cancelled | interrupted -> drafting ...       drafted -> submitted
 *   (any of them) -> held_biosafety -> released -> drafting ... | rejected
 */
export const DraftStatus = {
  drafting: 'drafting',
  drafted: 'drafted',
  needs_answers: 'needs_answers',
  held_biosafety: 'held_biosafety',
  released: 'released',
  rejected: 'rejected',
  failed: 'failed',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  submitted: 'submitted',
} as const;
export type DraftStatus = (typeof DraftStatus)[keyof typeof DraftStatus];

/** `begin` puts a model to work, `revise` is a person's change; `release` and `reject` are the biosafety officer's. */
export type DraftEvent = 'begin' | 'finish' | 'ask' | 'fail' | 'cancel' | 'interrupt' | 'hold' | 'release' | 'reject' | 'revise' | 'submit';

const open = {
  begin: { to: 'drafting' },
  revise: { to: 'drafted' },
  submit: { to: 'submitted' },
  hold: { to: 'held_biosafety' },
} as const;

/**
 * A draft that is held is shown to no model, and neither changed nor submitted, whatever holds it: the biosafety officer releases it, and it
 * goes on as any other, or rejects it, which is final. One that was submitted may go on, for a next version.
 */
export const transitionDraft = tableMachine<DraftStatus, DraftEvent, never>('draft', {
  drafting: {
    finish: { to: 'drafted' },
    ask: { to: 'needs_answers' },
    fail: { to: 'failed' },
    cancel: { to: 'cancelled' },
    interrupt: { to: 'interrupted' },
    hold: { to: 'held_biosafety' },
  },
  drafted: open,
  needs_answers: open,
  failed: open,
  cancelled: open,
  interrupted: open,
  submitted: open,
  released: open,
  held_biosafety: { release: { to: 'released' }, reject: { to: 'rejected' } },
  rejected: {},
});
