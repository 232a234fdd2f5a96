import type { Filled } from './filled';
import type { LooseDraft, LooseQuantity, LooseStep } from './loose-draft';
import { fillInducer } from './inducer';
import { found, inUnit, saying, type SaidQuantity } from './slot-words';

/** Something that a request may say and a template may have a place for. */
interface Slot {
  readonly says: RegExp;
  readonly unit?: string;
  /** Fills it in; where, in words, with the step if it is one. Null where the draft has no place for it. */
  readonly fill: (draft: LooseDraft, said: SaidQuantity) => Filled | null;
}

/** Minutes of a round in which the plate is carried, read and warmed again, and not grown. */
const HANDLING_MIN = 5;

const parameter =
  (...ids: readonly string[]) =>
  (draft: LooseDraft, said: SaidQuantity): Filled | null => {
    const place = draft.parameters?.find(({ id }) => ids.includes(id));
    const value = place && inUnit(said, place.default.unit);
    if (!place || value === null || value === undefined) return null;
    place.default.value = value;
    if (place.min !== null) place.min = Math.min(place.min, value);
    if (place.max !== null) place.max = Math.max(place.max, value);
    return { step: null, where: `parameter ${place.id}` };
  };

/** The duration of the step of this id, or of the only operation that has one. */
const duration =
  (id: string | null) =>
  (draft: LooseDraft, said: SaidQuantity): Filled | null => {
    const held = draft.steps.filter((step) => step.kind === 'operation' && step.duration !== null);
    const step = id === null ? (held.length === 1 ? held[0] : undefined) : draft.steps.find((each) => each.id === id);
    if (!step?.duration || step.duration.param) return null;
    Object.assign(step.duration, { value: said.value, unit: said.unit });
    return { step: step.id, where: `duration of ${step.id}` };
  };

/** A setting of all operations, where all that give it give the same value. */
const setting =
  (name: string) =>
  (draft: LooseDraft, said: SaidQuantity): Filled | null => {
    const given = draft.steps.flatMap((step) =>
      (step.with ?? []).filter((each) => each.name === name && each.value !== null).map((each) => ({ step, each })),
    );
    if (given.length === 0 || new Set(given.map(({ each }) => each.value)).size !== 1) return null;
    for (const { each } of given) Object.assign(each, { value: said.value, unit: said.unit });
    return { step: given[0]?.step.id ?? null, where: `${name} of ${[...new Set(given.map(({ step }) => step.id))].join(', ')}` };
  };

const either =
  (...fills: readonly Slot['fill'][]) =>
  (draft: LooseDraft, said: SaidQuantity): Filled | null => {
    for (const fill of fills) {
      const filled = fill(draft, said);
      if (filled) return filled;
    }
    return null;
  };

/** The pace of the repeat that reads: from start to start. What grows in a round is made shorter where it would not fit. */
function pace(draft: LooseDraft, said: SaidQuantity): Filled | null {
  const repeat = draft.steps.find((step) => step.kind === 'repeat');
  const minutes = inUnit(said, 'min');
  if (!repeat || minutes === null) return null;
  repeat.every = quantity(said.value, said.unit);
  const room = Math.max(1, minutes - HANDLING_MIN);
  for (const step of draft.steps)
    if (isInside(step, repeat.id, draft) && step.kind === 'operation' && step.duration && !step.duration.param)
      shorten(step.duration, room);
  return { step: repeat.id, where: `pace of ${repeat.id}` };
}

function shorten(hold: LooseQuantity, minutes: number): void {
  const now = inUnit({ value: hold.value ?? 0, unit: hold.unit ?? '' }, 'min');
  if (now !== null && now > minutes) Object.assign(hold, { value: minutes, unit: 'min' });
}

function isInside(step: LooseStep, around: string, { steps }: LooseDraft): boolean {
  let parent = step.parent;
  for (let depth = 0; parent !== null && depth < 8; depth += 1) {
    if (parent === around) return true;
    parent = steps.find(({ id }) => id === parent)?.parent ?? null;
  }
  return false;
}

export function quantity(value: number, unit: string): LooseQuantity {
  return { value, unit, tolerance: null, param: null } as LooseQuantity;
}

/** In this order; what one has taken no other takes. */
const SLOTS: readonly Slot[] = [
  { says: saying(String.raw`express\w*...(?:at|@)\s*#T`), fill: parameter('expression_temperature') },
  { says: saying(String.raw`express\w*...#D`), fill: either(parameter('expression'), duration('express')) },
  { says: saying(String.raw`shock\w*...#T`), fill: parameter('shock_temperature') },
  { says: saying(String.raw`shock\w*...#D`), fill: parameter('shock') },
  { says: saying(String.raw`recover\w*...#D`), fill: parameter('recovery') },
  { says: saying(String.raw`overnight...#D`), fill: either(parameter('night'), duration('overnight')) },
  { says: saying(String.raw`incubat\w*...#D`), fill: either(parameter('incubation'), duration(null)) },
  { says: saying(String.raw`every\s*#D`), fill: pace },
  { says: saying(String.raw`#C\s*(?:of\s*)?IPTG`), fill: fillInducer },
  {
    says: saying(String.raw`\bOD(?:\s?600|_600|₆₀₀)?(?!\d)\s*(?:of|=|at|~|about)?\s*#(?!\d|\s*(?:h|min|s)\b)`),
    unit: '{AU}',
    fill: parameter('induction_od', 'final_od'),
  },
  { says: saying(String.raw`grow\w*...#T`), fill: either(parameter('growth_temperature'), setting('temperature')) },
  { says: saying(String.raw`(?:warm|heat|incubat)\w*...#T`), fill: either(parameter('growth_temperature'), setting('temperature')) },
  { says: saying('#R'), fill: setting('speed') },
  { says: saying(String.raw`(?:shak|warm|hold|mix)\w*...for\s*#D`), fill: duration(null) },
];

export interface SlotFilled extends Filled {
  readonly said: SaidQuantity;
}

/** Fills what the text says into the draft, which it changes; says what went where. */
export function fillSlots(draft: LooseDraft, text: string): readonly SlotFilled[] {
  const filled: SlotFilled[] = [];
  for (const { says, unit, fill } of SLOTS) {
    const said = found(text, says, unit);
    if (!said || filled.some((each) => each.said.at === said.at)) continue;
    const place = fill(draft, said);
    if (place) filled.push({ ...place, said });
  }
  return filled;
}
