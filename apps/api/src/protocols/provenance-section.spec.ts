import { provenanceSection } from './provenance-section';

describe('who wrote the steps, in Markdown', () => {
  it('is nothing where people wrote them', () => {
    expect(provenanceSection([])).toBe('');
  });

  it('is a row a step, and a sentence that somebody brought is text and nothing else', () => {
    const model = { provider: 'simulated', model: 'a|b', simulated: true };
    const row = { step: 'load', by: 'model_then_person', sentences: [2], callId: 'c-1', draft: 'd-1', model } as const;
    const text = provenanceSection([
      { ...row, source: 'Put | it <b>in</b>\n# now' },
      { ...row, step: 'mix', by: 'model', source: null, model: { provider: 'openai', model: 'm-1', simulated: false } },
      { ...row, step: 'shake', by: 'model', source: null, model: null },
      { ...row, step: 'read', by: 'person', source: null, callId: null, model: null },
    ]);
    expect(text.split('\n').slice(-6)).toEqual([
      '| --- | --- | --- | --- |',
      '| load | a simulated model (a\\|b), changed by a person | Put \\| it \\<b\\>in\\</b\\> \\# now | c-1 |',
      '| mix | a model (m\\-1) |  | c-1 |',
      '| shake | a model |  | c-1 |',
      '| read | a person |  |  |',
      '',
    ]);
  });
});
