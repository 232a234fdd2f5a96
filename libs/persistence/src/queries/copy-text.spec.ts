import { copyText } from './copy-text';

describe('the text form of COPY', () => {
  it('has a line a row, tabs between, and words for what is not there', () => {
    expect(
      copyText([
        ['a', 1.5, true, null, undefined],
        ['', -0, false, 1e-300, 'é'],
      ]),
    ).toBe('a\t1.5\ttrue\t\\N\t\\N\n\t0\tfalse\t1e-300\té\n');
  });

  it('escapes what would end a field or a row, and what would read as nothing', () => {
    expect(copyText([['a\tb\nc\rd\\', '\\N', '\\.']])).toBe('a\\tb\\nc\\rd\\\\\t\\\\N\t\\\\.\n');
  });

  it('writes bytes as hex and times in UTC', () => {
    const bytes = new Uint8Array([9, 0, 255, 92]).subarray(1);
    expect(copyText([[bytes, new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6))]])).toBe('\\\\x00ff5c\t2026-01-02T03:04:05.006Z\n');
  });
});
