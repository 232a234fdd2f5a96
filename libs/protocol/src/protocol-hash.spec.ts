import { canonicalHash, protocolHash } from './index';
import { soundDocument } from './fixtures/protocol-document';

describe('the hash of a document', () => {
  it('is SHA-256 of the canonical JSON: fields sorted by UTF-16, numbers as ECMAScript writes them', () => {
    // sha256 of {"1":[56,{"d":true,"f":{"F":5,"f":"hi"}}],"10":{},"111":[{"E":"no","e":"yes"}],"a":1e+30,"€":4.5}
    const value = { '€': 4.5, a: 1e30, '111': [{ e: 'yes', E: 'no' }], '10': {}, '1': [56, { f: { f: 'hi', F: 5 }, d: true }] };
    expect(canonicalHash(value)).toBe('8f9d5a005cb23a291b19709b52bc370f6d66af9e8d291c1be2d4315dce2d0e54');
  });

  it('does not depend on the order of fields', () => {
    const document = soundDocument();
    expect(protocolHash(Object.fromEntries(Object.entries(document).reverse()))).toBe(protocolHash(document));
  });

  it('changes with any value, and units are not converted', () => {
    const hashes = [
      { value: 1, unit: 'h' },
      { value: 60, unit: 'min' },
      { value: 1, unit: 'h', tolerance: 0 },
    ].map(protocolHash);
    expect(new Set(hashes).size).toBe(3);
  });

  it('when a number is not finite, throws: JSON has no such number', () => {
    expect(() => canonicalHash({ a: Number.NaN })).toThrow(/NaN/);
    expect(() => canonicalHash(undefined)).toThrow(/only a JSON value/);
  });
});
