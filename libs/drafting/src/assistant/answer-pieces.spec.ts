import { AnswerPieces } from './answer-pieces';

const json = JSON.stringify({ answer: 'At 37 °C, "warm"\n\\ and 😀', cites: [{ kind: 'step', id: 'answer": "no' }] });

describe('the answer of JSON that comes in pieces', () => {
  it.each([1, 2, 3, 7, 1_000])('when pieces have %d characters, is the text of the answer and nothing else', (size) => {
    const subject = new AnswerPieces();
    let shown = '';
    for (let at = 0; at < json.length; at += size) shown += subject.push(json.slice(at, at + size));
    expect(shown).toBe('At 37 °C, "warm"\n\\ and 😀');
  });

  it('when an escape is cut in two, waits for the rest of it', () => {
    const subject = new AnswerPieces();
    expect(subject.push(String.raw`{"answer":"a\u00`)).toBe('a');
    expect(subject.push('b5L"}')).toBe('µL');
    expect(subject.push('{"answer":"b"}')).toBe('');
  });

  it('when there is no answer in it, shows nothing', () => {
    expect(new AnswerPieces().push('I will look at the run first.')).toBe('');
  });
});
