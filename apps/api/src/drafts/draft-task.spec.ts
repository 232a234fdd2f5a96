import type { DraftRow, RevisionRow } from '@labwright/persistence';
import { BUILTIN_SITE_POLICY } from '@labwright/safety';
import { draftTask, type DraftLab } from './draft-task';

const LAB: DraftLab = { fleet: { instruments: [] }, policy: BUILTIN_SITE_POLICY, library: [] };
const DRAFT: DraftRow = {
  id: 'd',
  title: 'Warm it',
  status: 'drafting',
  asker: { id: 'p', name: 'ada' },
  revision: 0,
  protocol: null,
  createdAt: new Date(0),
  updatedAt: new Date(0),
  request: 'Warm it',
  constraints: {},
  files: [],
  sentences: [],
  instruction: null,
  questions: [],
  problem: null,
  failure: null,
  model: null,
  run: null,
};
const REVISION: RevisionRow = {
  number: 1,
  by: 'model',
  actor: 'model:m',
  round: 0,
  instruction: null,
  callId: null,
  errors: 0,
  warnings: 0,
  createdAt: new Date(0),
  draft: { title: 'Wa\u200brm', steps: [{ id: 'a' }] },
  document: null,
  diagnostics: [],
  assumptions: [],
  sentences: [],
  steps: [{ step: 'a', by: 'model', sentences: [], callId: 'c' }],
};
const HIDDEN = '\u202e\u200b\u{e0041}\u0007';

/** What a model is shown, by kind. */
const shown = (draft: Partial<DraftRow>, revision: RevisionRow | null = null) =>
  Object.fromEntries(
    draftTask({ ...DRAFT, ...draft }, revision && { ...revision, since: ['a', 'b'] }, LAB).data.map(({ kind, value }) => [kind, value]),
  );

describe('what a model is asked to do with a draft', () => {
  it('is shown everything that people gave without hidden characters, and accounts for their sentences as they are', () => {
    const sentences = [{ number: 1, text: `Sha${HIDDEN}ke.` }];
    const draft = {
      request: `War${HIDDEN}m`,
      constraints: { [`pla${HIDDEN}te`]: `cle${HIDDEN}ar`, wells: 96 },
      files: [{ name: `a${HIDDEN}.csv`, text: `A1,${HIDDEN}x\r\nB1` }],
      sentences,
      instruction: `Gen${HIDDEN}tly`,
      questions: [{ about: 'plate', question: `Whi${HIDDEN}ch?` }],
    };
    expect(shown(draft, REVISION)).toMatchObject({
      request: { request: 'Warm' },
      constraints: { plate: 'clear', wells: 96 },
      files: [{ name: 'a.csv', text: 'A1,x\nB1' }],
      sentences: [{ number: 1, text: 'Shake.' }],
      instruction: { instruction: 'Gently', askedBefore: [{ about: 'plate', question: 'Which?' }] },
      current_draft: { title: 'Warm' },
    });
    expect(draftTask({ ...DRAFT, ...draft }, null, LAB).sentences).toBe(sentences);
  });

  it('is shown no more of a text than may be given', () => {
    const data = shown({
      request: 'x'.repeat(30_000),
      constraints: { note: 'x'.repeat(600) },
      files: [{ name: 'a.txt', text: 'x'.repeat(200_000) }],
      instruction: 'x'.repeat(6_000),
    });
    const cut = (most: number) => `${'x'.repeat(most - 1)}…`;
    expect(data).toMatchObject({
      request: { request: cut(20_000) },
      constraints: { note: cut(500) },
      files: [{ name: 'a.txt', text: cut(100_000) }],
      instruction: { instruction: cut(5_000) },
    });
  });

  it('when there is a revision, goes on from it with its authors and the steps that were there, with an instruction or without', () => {
    for (const instruction of [null, 'Gently'])
      expect(draftTask({ ...DRAFT, instruction }, { ...REVISION, since: ['a', 'b'] }, LAB).changes).toEqual({
        document: REVISION.draft,
        steps: REVISION.steps,
        sentences: REVISION.sentences,
        instruction,
        since: ['a', 'b'],
      });
    expect(draftTask(DRAFT, null, LAB).changes).toBeNull();
  });
});
