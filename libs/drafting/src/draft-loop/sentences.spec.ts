import { MAX_SENTENCES, sentencesOf } from './sentences';

const subject = (text: string) => sentencesOf(text).map((sentence) => sentence.text);

describe('sentences of a written protocol', () => {
  it('are numbered in their order, and lines of a paragraph belong together', () => {
    expect(sentencesOf('Grow the culture\nat 37 °C. Read it.\n\nStop.')).toEqual([
      { number: 1, text: 'Grow the culture at 37 °C.' },
      { number: 2, text: 'Read it.' },
      { number: 3, text: 'Stop.' },
    ]);
  });

  it('of Markdown: headings, items and rows of tables stand for themselves, without their marks', () => {
    const text =
      '# Day 1\n1. Thaw the cells. Keep on ice.\n2) Add DNA\n   slowly\n- Mix\n---\n| well | dose |\n|---|---|\n| A1 | 5 |\n> Note: gently\n```\n';
    expect(subject(text)).toEqual([
      'Day 1',
      'Thaw the cells.',
      'Keep on ice.',
      'Add DNA slowly',
      'Mix',
      '| well | dose |',
      '| A1 | 5 | Note: gently',
    ]);
  });

  it.each([
    ['Grow E. coli BL21 to 0.6.', ['Grow E. coli BL21 to 0.6.']],
    ['Add approx. 5 mL, e.g. LB. Shake.', ['Add approx. 5 mL, e.g. LB.', 'Shake.']],
    ['Induce with 0.5 mM IPTG (Fig. 2); Express 4 h.', ['Induce with 0.5 mM IPTG (Fig. 2);', 'Express 4 h.']],
    ['Spin! 5 min at 4000 x g', ['Spin!', '5 min at 4000 x g']],
    ['- \nMix it.\n1.  \n', ['Mix it.']],
    ['', []],
    [' \n\t\n', []],
  ])('%j', (text, sentences) => {
    expect(subject(text)).toEqual(sentences);
  });

  it.each([
    ['- - -', true],
    ['***', true],
    ['--', false],
    ['~~~', true],
    ['| :--- | ---: |', true],
    ['|---|', true],
    ['--- | ---', true],
    ['| - |', false],
    ['| --- | x |', false],
  ])('of %j: it is layout: %j', (line, isLayout) => {
    expect(subject(`a\n${line}\nb`).join(' ').includes(line)).toBe(!isLayout);
  });

  it.each([
    ['spaces and a letter', `${' '.repeat(99_999)}x`],
    ['spaces in the line under a table', `|--|${' '.repeat(99_990)}x`],
    ['short forms', 'A. '.repeat(33_333)],
    ['points', '. '.repeat(50_000)],
    ['brackets', `.${')'.repeat(99_999)}`],
    ['dashes', `${'- '.repeat(49_999)}x`],
    ['lines', 'a\n'.repeat(50_000)],
    ['sentences', 'Shake it now! '.repeat(7_000)],
  ])('of 100,000 characters of %s take less than a second, and are never more than one too many', (_title, text) => {
    const begun = performance.now();
    const { length } = sentencesOf(text);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(length).toBeLessThanOrEqual(MAX_SENTENCES + 1);
  });

  it('lose no word, whatever the text', () => {
    const text = 'Take 3 mL. Then, i.e. at once, 4 mL of S. cerevisiae W303! "Now?" Yes; Wait 1.5 h. End';
    expect(subject(text).join(' ')).toBe(text);
  });
});
