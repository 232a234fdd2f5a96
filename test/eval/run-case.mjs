/* One case: the request is screened as the product screens it, drafted by the product's own loop, and held beside its gold protocol. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { built } from '../bench/built.mjs';
import { compiled } from '../faults/compiled.mjs';

const { draftLoop, examplesFor, MAX_REPAIRS, Prompt, surroundings } = built('libs/drafting/src');
const { compileDraft } = built('libs/protocol/src');
const { BUILTIN_SITE_POLICY, diagnosticOf, screenText } = built('libs/safety/src');
const { factsOf } = compiled('../eval/facts.ts');
const { executableAfter, score } = compiled('../eval/metrics.ts');

const EXPECTED = ['question', 'refusal'];

/** Every folder of a set that has a request, in the order of their names. @throws Error for one that says nothing of what is expected */
export function readCases(folder) {
  const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => name)
    .filter((name) => existsSync(path.join(folder, name, 'request.md')))
    .toSorted()
    .map((name) => {
      const read = (file) => readFileSync(path.join(folder, name, file), 'utf8');
      const request = read('request.md').trim();
      if (existsSync(path.join(folder, name, 'gold.yaml'))) return { name, request, expects: 'protocol', gold: parse(read('gold.yaml')) };
      const { expect } = existsSync(path.join(folder, name, 'expect.yaml')) ? parse(read('expect.yaml')) : {};
      if (!EXPECTED.includes(expect))
        throw new Error(`${folder}/${name} has neither a gold.yaml nor an expect.yaml with expect: ${EXPECTED.join(' or ')}`);
      return { name, request, expects: expect, gold: null };
    });
}

/** What became of a case: see CaseResult in metrics.ts; `why` is for people. */
export async function runCase({ name, request, expects, gold }, { port, fleet, library }) {
  const result = (became, more = {}) => ({ name, expects, became, rounds: null, score: null, failure: null, why: null, ...more });
  const verdict = screenText(request, 'request');
  if (verdict.outcome === 'hold')
    return result('refusal', { why: `held before a model saw it: ${verdict.findings.map(({ rule }) => rule).join(', ')}` });
  const data = [
    { kind: 'request', value: { request } },
    ...surroundings(fleet, BUILTIN_SITE_POLICY),
    { kind: 'examples', value: examplesFor(request, library) },
  ];
  const outcome = await draftLoop(
    { data, sentences: [], changes: null },
    {
      model: port,
      prompts: { draft: Prompt.read('draft'), repair: Prompt.read('repair') },
      check: (draft, words) => Promise.resolve(checked(draft, words, fleet)),
      repairs: MAX_REPAIRS,
      context: { actor: 'eval' },
      tell: () => undefined,
      keep: () => Promise.resolve(),
    },
  );
  if (outcome.ended === 'asks') return result('question', { why: outcome.questions.map(({ about }) => about).join(', ') });
  if (outcome.ended === 'held' || outcome.failure === 'refused') return result('refusal', { why: outcome.why });
  const { failure, why } = outcome;
  const last = outcome.rounds.at(-1);
  if (!last) return result('failure', { failure, why });
  const document = last.document ?? { steps: [] };
  return result('protocol', {
    rounds: executableAfter(outcome.rounds),
    score: gold ? score(factsOf(gold), factsOf(document)) : null,
    failure,
    why,
  });
}

function checked(draft, words, fleet) {
  const held = words.flatMap((text) => screenText(text, 'note').findings).filter(({ severity }) => severity === 'hold');
  const holds = held.map((finding) => diagnosticOf(finding));
  if (draft === null) return { document: null, diagnostics: holds, ofDraft: holds };
  const { document, diagnostics } = compileDraft(draft, { fleet });
  return { document, diagnostics: [...diagnostics, ...holds], ofDraft: [...diagnostics, ...holds] };
}
