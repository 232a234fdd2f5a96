import fc from 'fast-check';
import { Anchors } from './anchors';
import { ChainCheck, type ChainBreak, type ChainHead } from './chain-check';
import { chainOf } from './fixtures/chain';
import { entryHash, type AuditEntry } from './entry';

function checked(
  entries: readonly AuditEntry[],
  head: ChainHead | null = null,
  anchors: Anchors | null = null,
  from = 1,
): ChainBreak | null {
  const subject = new ChainCheck(anchors, from);
  for (const entry of entries) subject.add(entry);
  return subject.end(head);
}
const headOf = (entries: readonly AuditEntry[]): ChainHead => {
  const last = entries.at(-1);
  return { sequence: last?.sequence ?? 0, hash: last?.hash ?? '' };
};
const anchorOf = ({ sequence, hash }: AuditEntry) => ({ time: '2026-11-29T00:00:00.000Z', sequence, hash });

describe('a chain of entries', () => {
  const chain = chainOf(12);

  it('when nothing was changed, fits, from its first entry or from any other', () => {
    expect(checked(chain, headOf(chain), new Anchors(chain.map(anchorOf)))).toBeNull();
    expect(checked(chain.slice(4), headOf(chain), null, 5)).toBeNull();
    expect(checked([])).toBeNull();
  });

  it('when one character of one field is another, is found at that entry', () => {
    const fields = [
      'atWall',
      'atLab',
      'actor',
      'credential',
      'act',
      'subjectId',
      'changed',
      'reason',
      'requestId',
      'previous',
      'hash',
    ] as const;
    fc.assert(
      fc.property(fc.nat({ max: 11 }), fc.constantFrom(...fields), fc.nat(), fc.integer({ min: 32, max: 0x2fff }), (n, field, at, code) => {
        const entry = chain[n] as AuditEntry;
        const old = entry[field];
        const i = at % Math.max(1, old.length);
        const changed = old.slice(0, i) + String.fromCharCode(code) + old.slice(i + 1);
        fc.pre(changed !== old);
        const broken = checked(chain.with(n, { ...entry, [field]: changed }), headOf(chain));
        expect(broken?.sequence).toBe(n + 1);
        expect(broken?.what).toBe(field === 'hash' || field === 'previous' ? field : 'content');
      }),
    );
  });

  it('when an entry is gone, comes twice or stands elsewhere, is found at its place', () => {
    expect(checked(chain.toSpliced(6, 1))).toMatchObject({ sequence: 7, message: 'entry 7 is missing: entry 8 follows 6' });
    expect(checked(chain.toSpliced(6, 3))).toMatchObject({ sequence: 7, message: 'entries 7 to 9 are missing: entry 10 follows 6' });
    expect(checked(chain.toSpliced(6, 0, chain[5] as AuditEntry))).toMatchObject({ sequence: 7, what: 'sequence' });
    const swapped = chain.with(3, { ...(chain[4] as AuditEntry), sequence: 4 }).with(4, { ...(chain[3] as AuditEntry), sequence: 5 });
    expect(checked(swapped)).toMatchObject({ sequence: 4, what: 'previous' });
  });

  it('when its end is cut off, is found by its head or by an anchor, and by nothing else', () => {
    const cut = chain.slice(0, 9);
    expect(checked(cut, headOf(chain))).toMatchObject({ sequence: 10, what: 'end' });
    expect(checked(cut, null, new Anchors([anchorOf(chain[10] as AuditEntry)]))).toEqual({
      sequence: 10,
      what: 'end',
      message: 'entries 10 to 11 are missing: entry 11 was anchored at 2026-11-29T00:00:00.000Z',
    });
    expect(checked(cut)).toBeNull();
    expect(checked(chain, headOf(cut))).toMatchObject({ sequence: 10, what: 'end' });
  });

  it('when it was written anew from an entry on with right hashes, is found at the first anchor after that', () => {
    const rewritten = chainOf(12, (n) => (n >= 5 ? 'user:mallory' : 'user:ada'));
    expect(checked(rewritten, headOf(rewritten))).toBeNull();
    const anchors = new Anchors([2, 4, 9, 11].map((n) => anchorOf(chain[n - 1] as AuditEntry)));
    expect(checked(rewritten, headOf(rewritten), anchors)).toMatchObject({
      sequence: 9,
      what: 'anchor',
      message: expect.stringContaining('the anchor of entry 4 still fits'),
    });
  });

  it('when only its newest entry was changed, tells its content from its hash by the head', () => {
    const last = chain[11] as AuditEntry;
    expect(checked(chain.with(11, { ...last, reason: 'x' }), headOf(chain))).toMatchObject({ sequence: 12, what: 'content' });
    expect(checked(chain.with(11, { ...last, hash: 'f'.repeat(64) }), headOf(chain))).toMatchObject({ sequence: 12, what: 'hash' });
  });

  it('has the hash of RFC 8785, whatever the order of fields', () => {
    const [first] = chain as [AuditEntry];
    const turned = Object.fromEntries(Object.entries(first).toReversed()) as unknown as AuditEntry;
    expect(entryHash(turned)).toBe(first.hash);
  });
});
