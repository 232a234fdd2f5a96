import { seededRandom } from '../../seeded-random';
import { loose, type LooseDraft, type LooseStep } from './loose-draft';

/** A mistake of a kind that models make and the compiler finds. `make` changes the draft; false where it has no place for it. */
interface Mistake {
  readonly kind: string;
  readonly make: (draft: LooseDraft) => boolean;
}

const held = ({ steps }: LooseDraft) => steps.filter(({ kind, capability }) => kind === 'operation' && capability !== null);

/** Changes the first thing that there is. */
function change<T>(found: T | undefined | null, how: (it: T) => void): boolean {
  if (found === undefined || found === null) return false;
  how(found);
  return true;
}

const given = (step: LooseStep, name: string) => step.with?.find((each) => each.name === name);

/** Each is one change at one place. */
export const MISTAKES: readonly Mistake[] = [
  {
    kind: 'unknown labware type',
    make: (draft) =>
      change(
        draft.labware?.find(({ type }) => type.includes('clear')),
        (it) => (it.type = it.type.replace('clear', 'claer')),
      ),
  },
  {
    kind: 'wrong unit',
    make: (draft) =>
      change(
        held(draft)
          .flatMap((step) => given(step, 'speed') ?? [])
          .find(({ value }) => value !== null),
        (it) => (it.unit = 'rpm'),
      ),
  },
  {
    kind: 'missing maxAge',
    make: (draft) =>
      change(
        draft.steps.find(({ kind }) => kind === 'repeat'),
        (it) => (it.maxAge = null),
      ),
  },
  {
    kind: 'repeat without an end',
    make: (draft) =>
      change(
        draft.steps.find(({ kind }) => kind === 'repeat'),
        (it) => (it.atMost = null),
      ),
  },
  {
    kind: 'temperature over the range of the instrument',
    make: (draft) =>
      change(held(draft).flatMap((step) => given(step, 'temperature') ?? [])[0], (it) =>
        Object.assign(it, { value: 120, unit: 'Cel', param: null }),
      ),
  },
  {
    kind: 'step that refers to a later one',
    make: (draft) => {
      const list = draft.steps.filter(({ parent }) => parent === null);
      const last = list.at(-1);
      return list.length > 2 && change(list[1], (it) => (it.after = [last?.id ?? '']));
    },
  },
  {
    kind: 'volume over the capacity of the well',
    make: (draft) =>
      change(
        draft.steps
          .flatMap(({ transfers }) => transfers ?? [])
          .find(({ to, volume, wells }) => to !== 'waste' && wells.length > 1 && volume.value >= 100),
        (it) => (it.volume.value *= 10),
      ),
  },
  {
    kind: 'film left on for a reading',
    make: (draft) => {
      const readers = new Set(
        held(draft)
          .filter(({ capability }) => capability === 'absorbance')
          .map(({ labware }) => labware),
      );
      const films = draft.steps.some(({ covers }) => covers?.some(({ cover }) => cover === 'breathable-film'));
      const step = draft.steps.find(({ covers }) => covers?.some(({ labware, cover }) => cover === 'none' && readers.has(labware)));
      return films && change(step, (it) => (it.covers = null));
    },
  },
  {
    kind: 'unknown reading',
    make: (draft) =>
      change(
        held(draft)
          .flatMap(({ saves }) => saves ?? [])
          .find(({ reading }) => reading === 'absorbance'),
        (it) => (it.reading = 'absorbence'),
      ),
  },
  {
    kind: 'unknown parameter in a condition',
    make: (draft) =>
      change(
        draft.steps.find(({ until }) => until?.includes('params.')),
        (it) => (it.until = `${it.until}_x`),
      ),
  },
  {
    kind: 'well that the plate has not',
    make: (draft) => change(draft.labware?.find(({ type }) => type.startsWith('plate-96'))?.layout?.[0], (it) => (it.name = 'M13')),
  },
  {
    kind: 'unknown labware in a move',
    make: (draft) => change(draft.steps.flatMap(({ moves }) => moves ?? [])[0], (it) => (it.labware = `${it.labware}s`)),
  },
];

/** The draft with the mistake of this kind, or null where it has no place for it. */
export function withMistake(clean: LooseDraft, { make }: Mistake): LooseDraft | null {
  const draft = loose(clean);
  return make(draft) ? draft : null;
}

/** The draft with one mistake, chosen by seed and request. */
export function withOneMistake(clean: LooseDraft, seed: number, request: string): LooseDraft {
  const random = seededRandom(seed, request);
  const possible = MISTAKES.flatMap((mistake) => withMistake(clean, mistake) ?? []);
  return possible[Math.floor(random() * possible.length)] ?? clean;
}
