import { writtenSteps } from './written-steps';

/** Who wrote a step: a model that changes the step of a person is its author, a person who changes that of a model shares it. */
export const StepAuthor = { person: 'person', model: 'model', model_then_person: 'model_then_person' } as const;
export type StepAuthor = (typeof StepAuthor)[keyof typeof StepAuthor];

/** Where a step came from. */
export interface StepProvenance {
  readonly step: string;
  readonly by: StepAuthor;
  /** The sentences of the written protocol that it was made of, from 1, in their order; empty where there is none. */
  readonly sentences: readonly number[];
  /** The call in whose answer the model wrote it as it is, or as the person found it; null for a person's. */
  readonly callId: string | null;
}

/** A document with the provenance of its steps. */
export interface Authored {
  readonly document: unknown;
  readonly steps: readonly StepProvenance[];
}

const NOTHING: Authored = { document: null, steps: [] };

/** Provenance after a model wrote this document: steps that are as they were stay whose they were. `sentencesOf` names a step's sentences. */
export function afterModel(
  document: unknown,
  {
    callId,
    sentencesOf,
    before = NOTHING,
  }: { callId: string; sentencesOf: ReadonlyMap<string, readonly number[]>; before?: Authored | undefined },
): readonly StepProvenance[] {
  return follow(before, document, (step, earlier) => ({
    step,
    by: StepAuthor.model,
    sentences: sentencesOf.get(step) ?? earlier?.sentences ?? [],
    callId,
  })).map((each) => ({ ...each, sentences: sentencesOf.get(each.step) ?? each.sentences }));
}

/** Provenance after a person changed a document into this one. */
export function afterPerson(document: unknown, before: Authored): readonly StepProvenance[] {
  return follow(before, document, (step, earlier) =>
    earlier === undefined || earlier.by === StepAuthor.person
      ? { step, by: StepAuthor.person, sentences: earlier?.sentences ?? [], callId: null }
      : { ...earlier, by: StepAuthor.model_then_person },
  );
}

type Change = (step: string, earlier: StepProvenance | undefined) => StepProvenance;

function follow(before: Authored, document: unknown, change: Change): readonly StepProvenance[] {
  const old = writtenSteps(before.document);
  const known = new Map(before.steps.map((each) => [each.step, each]));
  return [...writtenSteps(document).values()].map(({ id, content }) => {
    const earlier = known.get(id);
    return earlier && old.get(id)?.content === content ? earlier : change(id, earlier);
  });
}
