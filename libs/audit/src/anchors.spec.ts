import { anchorLine, parseAnchors } from './anchors';

const anchor = (sequence: number, digit = 'a') => ({ time: '2026-11-29T00:00:00.000Z', sequence, hash: digit.repeat(64) });

describe('a file of anchors', () => {
  it('when it is read, has what was written, and leaves out a line that a crash cut off', () => {
    const subject = parseAnchors(`${anchorLine(anchor(3))}${anchorLine(anchor(7))}{"time":"2026-11-`);
    expect([subject.size, subject.latest, subject.has(3), subject.has(4)]).toEqual([2, anchor(7), true, false]);
    expect(subject.differing(3, 'a'.repeat(64))).toBeNull();
    expect(subject.differing(3, 'b'.repeat(64))).toEqual(anchor(3));
  });

  it('when one entry was anchored twice with different hashes, no chain fits both', () => {
    const subject = parseAnchors(anchorLine(anchor(3, 'a')) + anchorLine(anchor(3, 'b')));
    expect([subject.differing(3, 'a'.repeat(64)), subject.differing(3, 'b'.repeat(64))]).not.toContain(null);
  });

  it.each(['x\n', '{}\n', '{"time":"t","sequence":0,"hash":"a"}\n', `${anchorLine(anchor(1))}[]\n`])(
    'when it is %j, names the line',
    (text) => {
      expect(() => parseAnchors(text)).toThrow(/^line \d is no anchor/);
    },
  );
});
