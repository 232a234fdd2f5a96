import { provenanceSection } from './provenance-section';

describe('who wrote the steps, in Markdown', () => {
  it('is nothing where people wrote them', () => {
    expect(provenanceSection([])).toBe('');
  });

  it('is a row a step, and a sentence that somebody brought is text and nothing else', () => {
    const row = { step: 'load', by: 'model_then_person', sentence: 2, callId: 'c-1', draft: 'd-1' } as const;
    const text = provenanceSection([
      { ...row, source: 'Put | it <b>in</b>\n# now' },
      { ...row, step: 'read', by: 'person', source: null, callId: null },
    ]);
    expect(text.split('\n').slice(-4)).toEqual([
      '| --- | --- | --- | --- |',
      '| load | a model, changed by a person | Put \\| it \\<b\\>in\\</b\\> \\# now | c-1 |',
      '| read | a person |  |  |',
      '',
    ]);
  });
});
