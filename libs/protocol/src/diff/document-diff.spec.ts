import { growth } from '../fixtures/growth-document';
import { changed, soundDocument } from '../fixtures/protocol-document';
import { diffDocuments } from './document-diff';

const words = (before: unknown, after: unknown) => diffDocuments(before, after).map((change) => change.words);

describe('the difference of documents that are no protocols yet', () => {
  it('of a document and itself is nothing', () => {
    for (const document of [soundDocument(), growth(), null, 'text', { steps: 'none' }, { steps: [null, 7, {}, {}] }])
      expect(diffDocuments(document, structuredClone(document))).toEqual([]);
  });

  it('says which step has what wrong value, and where it stands', () => {
    const after = changed((document) => {
      document.steps[1] = { ...document.steps[1], duration: 'briefly' };
      document.steps.push({ id: 'extra', kind: 'wait' });
    });
    const changes = diffDocuments(soundDocument(), after);
    expect(changes.map((change) => change.words)).toEqual(['step shake: duration was 2 min, is briefly', 'step extra is new']);
    expect(changes[0]).toMatchObject({
      ...{ of: 'step', id: 'shake', change: 'changed', moved: false, path: '/steps/1' },
      values: [{ field: 'duration', change: 'changed', before: '2 min', after: 'briefly', sameAmount: false }],
    });
  });

  it('finds steps inside of others, what moved, and what is gone', () => {
    const inside = (...ids: string[]) => ({ steps: [{ id: 'each', kind: 'repeat', body: ids.map((id) => ({ id })) }, { id: 'end' }] });
    expect(words(inside('a', 'b', 'c'), inside('c', 'a'))).toEqual(['step c: stands elsewhere', 'step b is gone']);
    const cases = (when: string) => ({ steps: [{ id: 'which', cases: [{ when, steps: [{ id: 'a' }] }], else: { steps: [{ id: 'b' }] } }] });
    expect(diffDocuments(cases('x > 1'), cases('x > 2'))).toMatchObject([{ id: 'which', values: [{ field: 'cases' }] }]);
  });

  it('names what has no id, or the id of another, by its place', () => {
    const changes = diffDocuments({ steps: [{ id: 'a' }] }, { steps: [{ id: 'a' }, { id: 'a', kind: 'wait' }, 'x'] });
    expect(changes.map(({ id, change }) => [id, change])).toEqual([
      ['/steps/1', 'added'],
      ['/steps/2', 'added'],
    ]);
  });

  it('when steps are nested without end, or a value is long, says no more than is of use', () => {
    let deep: object = { id: 'deepest' };
    for (let i = 0; i < 60; i++) deep = { id: `s${i}`, body: [deep] };
    expect(words({ steps: [] }, { steps: [deep] })).toHaveLength(16);
    const [change] = diffDocuments({ title: 'a' }, { title: 'b'.repeat(10_000) });
    expect(change?.values[0]?.after).toHaveLength(500);
  });
});
