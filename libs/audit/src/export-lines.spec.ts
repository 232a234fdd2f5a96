import fc from 'fast-check';
import { CsvRows } from './csv-rows';
import { chainOf } from './fixtures/chain';
import { CSV_HEADER, csvLine, entryOfCells, entryOfJson, ndjsonLine } from './export-lines';

describe('an exported entry', () => {
  const [entry] = chainOf(1);
  if (!entry) throw new Error('the fixture is empty');

  it('when it comes back from a line of JSON, is the same, whatever its texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.uuid(), { nil: null }), (reason, actorId) => {
        const given = { ...entry, reason, actorId };
        expect(entryOfJson(ndjsonLine(given).trimEnd())).toEqual(given);
      }),
    );
  });

  it('when it comes back from CSV in pieces of any size, is the same', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ',', '"', '\r', '\n', "'", '=', '@', 'µ', '𝄞') });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), (reasons, size) => {
        const given = reasons.map((reason, i) => ({ ...entry, reason, subjectId: reason, actorId: i % 2 === 0 ? null : entry.actorId }));
        const file = CSV_HEADER + given.map((each) => csvLine(each)).join('');
        const rows = new CsvRows();
        const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, i) => file.slice(i * size, (i + 1) * size));
        const cells = [...pieces.flatMap((piece) => rows.push(piece)), ...rows.end()].slice(1);
        expect(cells.map((each) => entryOfCells(each))).toEqual(given);
      }),
    );
  });

  it('when a text begins as a formula, is none in a spreadsheet', () => {
    expect(csvLine({ ...entry, reason: '=HYPERLINK("x")' })).toContain(`,"'=HYPERLINK(""x"")",`);
  });

  it.each([
    ['no JSON', 'x'],
    ['a list', '[]'],
    ['an unknown field', JSON.stringify({ ...entry, more: 1 })],
    ['a missing field', JSON.stringify({ ...entry, actor: undefined })],
    ['a number that is a text', JSON.stringify({ ...entry, sequence: '1' })],
    ['a text that is a number', JSON.stringify({ ...entry, reason: 1 })],
  ])('when a line is %s, is refused', (_title, line) => {
    expect(() => entryOfJson(line)).toThrow(/not valid JSON|its field|it has a field/);
  });
});
