import { isDeepStrictEqual } from 'node:util';
import { loose, type LooseDraft, type LooseStep } from './loose-draft';

/** What of a diagnostic the rules read. */
export interface ReadDiagnostic {
  readonly path: string;
  readonly message: string;
}

type Part = 'steps' | 'labware' | 'parameters' | 'materials';
const PARTS: readonly Part[] = ['steps', 'labware', 'parameters', 'materials'];

/**
 * Mends a draft by its diagnostics: what stands at the place that one names, or at one that its message names, is looked up again in what the
 * rules make of the request, and put as it is there. A reading that fails may be the fault of an earlier step with the same labware. A
 * diagnostic of which no place differs changes nothing, and the same draft comes back.
 */
export function mended(draft: LooseDraft, clean: LooseDraft, diagnostics: readonly ReadDiagnostic[]): LooseDraft {
  const result = loose(draft);
  for (const diagnostic of diagnostics) {
    if (mendAt(result, clean, diagnostic.path)) continue;
    const named = [...diagnostic.message.matchAll(/"([^"]{1,80})"/g)].map(([, name]) => name ?? '');
    if (named.some((name) => mendNamed(result, clean, name))) continue;
    mendSameLabware(result, clean, diagnostic.path);
  }
  return result;
}

function mendAt(draft: LooseDraft, clean: LooseDraft, path: string): boolean {
  const [, part = '', index = ''] = path.split('/');
  if (!isPart(part)) return false;
  const item = draft[part]?.[Number(index)];
  return item !== undefined && mendItem(draft, clean, part, item.id);
}

function mendNamed(draft: LooseDraft, clean: LooseDraft, name: string): boolean {
  return PARTS.some((part) => mendItem(draft, clean, part, name));
}

/** The nearest step that has to do with the same labware and differs, those before it first. */
function mendSameLabware(draft: LooseDraft, clean: LooseDraft, path: string): boolean {
  const [, part, index = ''] = path.split('/');
  const at = Number(index);
  const step = part === 'steps' ? draft.steps[at] : undefined;
  if (!step) return false;
  const wanted = labwareOf(step);
  const others = [...draft.steps.slice(0, at).toReversed(), ...draft.steps.slice(at + 1)];
  return others.filter((each) => labwareOf(each).some((it) => wanted.includes(it))).some(({ id }) => mendItem(draft, clean, 'steps', id));
}

function labwareOf({ labware, moves }: LooseStep): readonly string[] {
  return [...(labware === null ? [] : [labware]), ...(moves ?? []).map((move) => move.labware)];
}

function mendItem(draft: LooseDraft, clean: LooseDraft, part: Part, id: string): boolean {
  const items = draft[part] as { id: string }[] | null;
  const at = items?.findIndex((each) => each.id === id) ?? -1;
  const good = (clean[part] as readonly { id: string }[] | null)?.find((each) => each.id === id);
  if (!items || at < 0 || !good || isDeepStrictEqual(items[at], good)) return false;
  items[at] = structuredClone(good);
  return true;
}

function isPart(part: string): part is Part {
  return (PARTS as readonly string[]).includes(part);
}
