import * as fc from 'fast-check';
import { csvLine as subject } from './csv';

/** Reads one line back, as RFC 4180 says. */
function parse(line: string): string[] {
  const cells: string[] = [];
  let i = 0;
  while (i < line.length) {
    if (line[i] === '"') {
      let text = '';
      for (i += 1; line[i] !== '"' || line[i + 1] === '"'; i += 1) {
        text += line[i];
        if (line[i] === '"') i += 1;
      }
      cells.push(text);
      i += 1;
    } else {
      const end = /[,\r]/.exec(line.slice(i))?.index ?? 0;
      cells.push(line.slice(i, i + end));
      i += end;
    }
    if (line.slice(i) === '\r\n') return cells;
    i += 1;
    if (line.slice(i) === '\r\n') return [...cells, ''];
  }
  return cells;
}

describe('a line of CSV', () => {
  it('quotes what holds a comma, a quote or a line break, and leaves cells without a value empty', () => {
    expect(subject(['a', 'b,c', 'd"e', 'f\ng', null, 1.5, -2, true])).toBe('a,"b,c","d""e","f\ng",,1.5,-2,true\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('when a text begins like a formula (%j), makes it harmless', (text) => {
    expect(parse(subject([text, 'x']))[0]).toBe(`'${text}`);
  });

  it('gives back any text that is no formula', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((each) => !/^[=+\-@\t\r]/.test(each));
    fc.assert(fc.property(fc.array(text, { minLength: 2, maxLength: 5 }), (cells) => expect(parse(subject(cells))).toEqual(cells)));
  });
});
