import fc from 'fast-check';
import { parseWireJson, scalar, writeWireJson } from './wire-json.protocol';

const read = (text: string): string | null => {
  const json = parseWireJson(text);
  return json === null ? null : writeWireJson(json);
};

describe('JSON of the wire', () => {
  it('comes out as it went in, whatever it says', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        const text = JSON.stringify(value);
        expect(read(text)).toBe(text);
      }),
    );
  });

  it('may be written with spaces', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(read(JSON.stringify(value, null, '\t '))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('keeps how a number is written, and says what a text means', () => {
    expect(read('{"a":80.0,"b":8E1}')).toBe('{"a":80.0,"b":8E1}');
    const json = parseWireJson('{"a":80.0,"b":"\\u00b5 \\"x\\"","c":true,"d":null,"e":{}}');
    expect(['a', 'b', 'c', 'd', 'e', 'f'].map((key) => json && scalar(json, key))).toEqual([80, 'µ "x"', true, null, undefined, undefined]);
  });

  it('is none when it is broken off, or deeper than 64 levels', () => {
    expect(['', '{', '{"a":}', '[1,]', '"a', 'nul'].map(read)).toEqual([null, null, null, null, null, null]);
    expect(read('['.repeat(64) + ']'.repeat(64))).toBe('['.repeat(64) + ']'.repeat(64));
    expect(read('['.repeat(65) + ']'.repeat(65))).toBeNull();
    expect(read('['.repeat(50_000) + ']'.repeat(50_000))).toBeNull();
  });
});
