import type { Invariant } from '../ledger';
import { done } from './done';
import { endings } from './endings';
import { once } from './once';
import { readings } from './readings';
import { rest } from './rest';
import { story } from './story';

/** What must hold whatever happens to the lab, in the words of the report. */
export const INVARIANTS: readonly { readonly name: string; readonly says: string; readonly check: Invariant }[] = [
  { name: 'once', says: 'no action that cannot be repeated happens twice', check: once },
  { name: 'done', says: 'none is reported done that the device did not do', check: done },
  { name: 'readings', says: 'a step that succeeded has its readings exactly once, and what was lost is told', check: readings },
  { name: 'endings', says: 'every run ends honestly, or is held with an open question', check: endings },
  { name: 'rest', says: 'afterwards nothing is leased, busy, shaking or heated that need not be', check: rest },
  { name: 'story', says: 'the event log tells the same story as the device counters', check: story },
];
