import type { DraftAnswer } from '@labwright/drafting';
import { chooseTemplate } from './choose-template';
import { asDraft, type LooseDraft, type LooseStep } from './loose-draft';
import { questionsFor } from './questions';
import { fillIn, namedFor } from './request-draft';
import type { Template } from './template';

export interface Sentence {
  readonly number: number;
  readonly text: string;
}

/** Share of a sentence's words, by weight, that a step must have. */
const LIKE = 0.3;
/** Steps of one sentence, at most. */
const MOST_STEPS = 4;
const SMALL = new Set('the and with into for from that this each then are was has have put all its onto until over'.split(' '));

/**
 * A written protocol as a draft: the template that its words name, with its numbers, and for each sentence the steps that say the same. A
 * sentence that is like no step is reported with why; a step that is like no sentence stays, and is an assumption.
 */
export function draftBySentences(sentences: readonly Sentence[], templates: readonly Template[]): DraftAnswer {
  const text = sentences.map((sentence) => sentence.text).join('\n');
  const template = chooseTemplate(text, templates);
  const unread = sentences.map(({ number }) => ({ number, steps: [], why: 'the simulated model knows no protocol like this one' }));
  if (!template) return { ...questionsFor(text, templates), sentences: unread };
  const draft = namedFor(template, text);
  const assumptions = fillIn(draft, text, template);
  const read = sentences.map((sentence) => {
    const steps = stepsLike(sentence.text, draft);
    return {
      number: sentence.number,
      steps: [...steps],
      why: steps.length > 0 ? null : `says nothing that a step of "${template.slug}" does`,
    };
  });
  const said = new Set(read.flatMap(({ steps }) => steps));
  const added = draft.steps
    .filter(({ id }) => !said.has(id))
    .map(({ id }) => ({ step: id, assumption: `"${id}" is in no sentence; it is as in "${template.slug}"` }));
  return { protocol: asDraft(draft), questions: [], assumptions: [...assumptions, ...added], sentences: read };
}

/** Steps that have most of a sentence's rare words, in the order of the draft. */
function stepsLike(sentence: string, { steps }: LooseDraft): readonly string[] {
  const texts = steps.map((step) => wordsOf(textOf(step)));
  const weight = (word: string) => 1 / (1 + texts.filter((words) => words.has(word)).length);
  const said = [...wordsOf(sentence)];
  const all = said.reduce((sum, word) => sum + weight(word), 0);
  const scored = steps.map(({ id }, i) => ({
    id,
    i,
    score: said.reduce((sum, word) => sum + (texts[i]?.has(word) ? weight(word) : 0), 0),
  }));
  const best = Math.max(0, ...scored.map(({ score }) => score));
  if (all === 0 || best / all < LIKE) return [];
  return scored
    .filter(({ score }) => score >= best * 0.8)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, MOST_STEPS)
    .toSorted((a, b) => a.i - b.i)
    .map(({ id }) => id);
}

function textOf({ id, instruction, say, capability, labware, why }: LooseStep): string {
  return [id.replaceAll('_', ' '), instruction, say, capability?.replaceAll('_', ' '), labware, why].join(' ');
}

/** Words of three letters or more without their endings, lower case. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[a-zµ0-9]{3,}/g) ?? [];
  return new Set(words.filter((word) => !SMALL.has(word)).map((word) => word.replace(/(?:ing|ed|es|s)$/, '')));
}
