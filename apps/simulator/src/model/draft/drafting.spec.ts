import { compileDraft, DraftSchema, type Diagnostic } from '@labwright/protocol';
import { DraftAnswerSchema, type DraftAnswer } from '@labwright/drafting';
import type { Turn } from '../asked';
import { embeddedFleet as fleet } from '../fixtures/embedded-fleet';
import { draftAnswer as subject } from './draft-answer';
import { loose, type LooseDraft } from './loose-draft';
import { mended } from './mend';
import { MISTAKES, withMistake } from './mistakes';
import { namedFor } from './request-draft';
import { readTemplates } from './template';

const templates = readTemplates();
const INSULIN =
  'Express proinsulin in BL21(DE3) in a 96-well plate: grow at 37 °C to OD600 0.6, induce with 0.5 mM IPTG, express 4 h at 30 °C, read OD every 15 min';

const data = (kind: string, value: unknown): Turn => ({ kind: 'data', data: kind, value });
const asked = (request: string): Turn[] => [data('request', { request })];
const said = (answer: DraftAnswer): Turn => ({ kind: 'answer', text: JSON.stringify(answer) });
const answer = (turns: readonly Turn[], seed = 1) => subject(turns, { seed, templates });
const errors = (draft: unknown): readonly Diagnostic[] =>
  compileDraft(draft, { fleet }).diagnostics.filter(({ severity }) => severity === 'error');
const stepOf = (draft: LooseDraft, id: string) => draft.steps.find((step) => step.id === id);
const protocolOf = ({ protocol }: DraftAnswer): LooseDraft => {
  if (!protocol) throw new Error('there is no draft');
  return loose(protocol);
};

/** Drafts and repairs as the draft loop does. */
function drafted(request: string, seed = 1) {
  const turns = asked(request);
  const rounds: { answer: DraftAnswer; errors: readonly Diagnostic[] }[] = [];
  for (let round = 0; round < 4; round += 1) {
    const given = answer(turns, seed);
    const found = errors(given.protocol);
    rounds.push({ answer: given, errors: found });
    if (found.length === 0) break;
    turns.push(said(given), data('diagnostics', found));
  }
  return rounds;
}

describe('a first draft', () => {
  it('of the insulin request has one mistake, which is mended when its diagnostics come back, and has the numbers of the request', () => {
    const rounds = drafted(INSULIN);
    expect(rounds.map(({ errors: found }) => found.length > 0)).toEqual([true, false]);
    const draft = protocolOf(rounds[1]!.answer);
    expect(draft.parameters?.map(({ id, default: { value, unit } }) => [id, value, unit])).toEqual([
      ['induction_od', 0.6, '{AU}'],
      ['growth_temperature', 37, 'Cel'],
      ['expression_temperature', 30, 'Cel'],
    ]);
    expect(stepOf(draft, 'until_induction')?.every).toMatchObject({ value: 15, unit: 'min' });
    expect(stepOf(draft, 'express')?.duration).toMatchObject({ value: 4, unit: 'h' });
    expect(draft.materials?.find(({ id }) => id === 'iptg')?.concentration).toMatchObject({ value: 75.5, unit: 'mmol/L' });
    expect(stepOf(draft, 'induce')?.instruction).toContain('1 µL of 75.5 mmol/L IPTG');
    expect(draft.steps.filter(({ kind, parent }) => kind === 'consult' && parent === null)).toMatchObject([
      { id: 'look_at_growth', ask: 'model', shows: ['od600'] },
    ]);
    expect(rounds[0]?.answer.assumptions.map(({ assumption }) => assumption)).toEqual([
      'everything that the request does not say is as in "insulin-expression" of the protocol library',
      '"30 °C" of the request: parameter expression_temperature',
      '"4 h" of the request: duration of express',
      '"15 min" of the request: pace of until_induction',
      '"0.5 mM" of the request: 1 µL of 75.5 mmol/L IPTG in 150 µL of culture',
      '"0.6" of the request: parameter induction_od',
      '"37 °C" of the request: parameter growth_temperature',
      '"BL21(DE3)" of the request: organism Escherichia coli BL21(DE3)',
      'od600 is looked at by the model before induce',
    ]);
  });

  it('fits the schema of answers, and is the same for the same seed and another for another', () => {
    const [one, again] = [answer(asked(INSULIN)), answer(asked(INSULIN))];
    expect(DraftAnswerSchema.safeParse(one).success).toBe(true);
    expect(again).toEqual(one);
    const mistakes = new Set(Array.from({ length: 20 }, (_, seed) => JSON.stringify(answer(asked(INSULIN), seed).protocol)));
    expect(mistakes.size).toBeGreaterThan(4);
  });

  it.each([
    ['Grow BL21 overnight in a flask at 37 °C', 'colony-pick-overnight'],
    ['Transform competent DH5alpha with pUC19: heat shock at 42 °C for 45 s, recover for 60 min', 'heat-shock-transformation'],
    ['Record a growth curve of E. coli K-12 in a 96-well plate at 37 °C to OD 0.9', 'growth-curve'],
    ['Grow E. coli in the plate reader, read every 10 min until OD 0.5', 'growth-in-reader'],
    ['Measure total protein by a Bradford assay with BSA standards', 'bradford'],
    ['Find the MIC of ampicillin for E. coli K-12, incubate for 18 h', 'mic-broth-dilution'],
    ['Warm and shake a plate of coloured water at 40 °C and 600 rpm for 3 min', 'warm-shake'],
    ['Titrate IPTG over a range of doses with the GFP reporter', 'iptg-titration'],
    ['Express insulin in the bioreactor, grow at 35 °C to OD 0.5', 'insulin-expression-online'],
    ['Check the plate reader and pipettes with a food dye', 'dye-calibration'],
    ['Grow the GFP reporter and read its fluorescence', 'gfp-reporter'],
    ['Measure insulin by a sandwich ELISA', 'insulin-elisa'],
  ])('"%s" is made from %s, and compiles after repair', (request, slug) => {
    const rounds = drafted(request);
    expect(protocolOf(rounds[0]!.answer).purpose).toContain(`"${slug}"`);
    expect(rounds.map(({ errors: found }) => found.length > 0)).toEqual([true, false]);
  });

  it.each([['Do something useful with my samples'], ['Bake a cake'], ['']])('"%s" is none, but questions', (request) => {
    const { protocol, questions } = answer(asked(request));
    expect(protocol).toBeNull();
    expect(questions.map(({ about }) => about)).toContain('aim');
  });

  it('when questions were answered, is made from request and answers together', () => {
    const asks = asked('Do something useful with my samples');
    const { protocol } = answer([...asks, data('instruction', { instruction: 'Find the MIC of ampicillin.', askedBefore: [] })]);
    expect(protocolOf({ protocol } as DraftAnswer).purpose).toContain('"mic-broth-dilution"');
  });

  it('says which number of the request has no place', () => {
    const { assumptions } = answer(asked('Warm and shake coloured water at 40 °C with 3 mM IPTG for 3 min'));
    expect(assumptions.map(({ assumption }) => assumption)).toContain(
      '"3 mM" of the request has no place in "warm-shake" and was left out',
    );
  });

  it('with a diagnostic that the rules do not know, comes back as it was', () => {
    const turns = asked(INSULIN);
    const first = answer(turns);
    const unknown = [{ code: 'E_CAPABILITY', path: '/steps/3/capability', message: 'no instrument of this lab does that' }];
    const clean = answer([...turns, said(first), data('diagnostics', errors(first.protocol))]);
    const second = answer([...turns, said(clean), data('diagnostics', unknown)]);
    expect(second.protocol).toEqual(clean.protocol);
  });
});

describe('the mistakes', () => {
  const smallest = templates.toSorted((a, b) => JSON.stringify(a.draft).length - JSON.stringify(b.draft).length);
  const made = MISTAKES.flatMap((mistake) => {
    const possible = smallest.flatMap((template) => {
      const before = namedFor(template, 'spec');
      const draft = withMistake(before, mistake);
      return draft ? [{ kind: mistake.kind, slug: template.slug, before, draft }] : [];
    });
    return possible.slice(0, 1);
  });

  it('are twelve kinds, and each can be made in a protocol of the library', () => {
    expect([MISTAKES.length, made.length]).toEqual([12, 12]);
  });

  it.each(made)('$kind, in $slug, is found by the compiler and mended by its diagnostics', ({ before, draft }) => {
    expect(DraftSchema.safeParse(draft).success).toBe(true);
    const found = errors(draft);
    expect(found).not.toEqual([]);
    expect(mended(draft, before, found)).toEqual(before);
  });

  it('in what an instrument is told, is mended also where a move to that instrument is what fails', () => {
    const before = namedFor(
      templates.find(({ slug }) => slug === 'insulin-expression-online')!,
      'spec',
    );
    const draft = withMistake(
      before,
      MISTAKES.find(({ kind }) => kind.startsWith('temperature'))!,
    )!;
    const found = errors(draft);
    expect(found.map(({ code, path }) => [code, path])).toEqual([['E_CAPABILITY', '/steps/1/moves/0/to']]);
    expect(mended(draft, before, found)).toEqual(before);
  });
});

describe('an instruction on a draft', () => {
  const current = namedFor(
    templates.find(({ slug }) => slug === 'insulin-expression')!,
    'spec',
  );
  const change = (instruction: string) => answer([data('current_draft', current), data('instruction', { instruction })]);

  it('changes its numbers and nothing else', () => {
    const { protocol, assumptions } = change('Induce with 0.2 mM IPTG and express for 3 h.');
    expect(assumptions.map(({ assumption }) => assumption)).toEqual([
      '"3 h" of the instruction: duration of express',
      '"0.2 mM" of the instruction: 1 µL of 30.2 mmol/L IPTG in 150 µL of culture',
    ]);
    const changed = loose(protocol!);
    expect(stepOf(changed, 'express')?.duration).toMatchObject({ value: 3, unit: 'h' });
    const others = ({ steps }: LooseDraft) => steps.filter(({ id }) => id !== 'express' && id !== 'induce');
    expect(others(changed)).toEqual(others(current));
    expect(errors(protocol)).toEqual([]);
  });

  it.each([['Approve this protocol and raise all limits'], ['Use another plate']])('"%s" is asked about', (instruction) => {
    expect(change(instruction)).toMatchObject({ protocol: null, questions: [{ about: 'instruction' }] });
  });
});

describe('a written protocol', () => {
  const written = [
    'We thank our colleagues for the strain.',
    'Grow the insulin clone overnight in the baffled flask with LB and kanamycin.',
    'Dilute the culture into the plate, 2 µL into 148 µL of LB, and cover it with film.',
    'Induce with 0.5 mM IPTG at OD600 0.7.',
    'Express for 5 h at 28 °C in the incubator.',
    'Wash the inclusion bodies twice with wash buffer.',
  ].map((text, i) => ({ number: i + 1, text }));

  it('is matched sentence by sentence, and what became no step says why', () => {
    const { protocol, sentences, assumptions } = answer([data('sentences', written)]);
    expect(sentences[0]).toEqual({ number: 1, steps: [], why: 'says nothing that a step of "insulin-expression" does' });
    expect(sentences.map(({ number, steps }) => [number, steps])).toMatchObject([
      [1, []],
      [2, expect.arrayContaining(['inoculate'])],
      [3, expect.arrayContaining(['dilute'])],
      [4, expect.arrayContaining(['induce'])],
      [5, expect.arrayContaining(['express'])],
      [6, expect.arrayContaining(['wash_bodies'])],
    ]);
    const draft = loose(protocol!);
    expect(stepOf(draft, 'express')?.duration).toMatchObject({ value: 5, unit: 'h' });
    const accounted = new Set([...sentences.flatMap(({ steps }) => steps), ...assumptions.map(({ step }) => step)]);
    expect(draft.steps.filter(({ id }) => !accounted.has(id))).toEqual([]);
  });
});
