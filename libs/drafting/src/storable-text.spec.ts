import { storableJson, storablePieces, storableText } from './storable-text';

const HALF = '\ud83e';
const WHOLE = '🧫';

describe('text that a database takes', () => {
  it('has no NUL and no half of a character, and is otherwise as it was', () => {
    expect(storableText(`a\0b${HALF}c ${WHOLE}\n`)).toBe(`abc ${WHOLE}\n`);
  });

  it('as JSON, is so in every text and in every name', () => {
    const value = storableJson(String.raw`{"a\u0000": ["\ud83ex", {"b": "\u0000", "n": 1, "none": null}], "whole": "\ud83e\uddeb"}`);
    expect(value).toEqual({ a: ['x', { b: '', n: 1, none: null }], whole: WHOLE });
    expect(() => storableJson('{"a"')).toThrow(SyntaxError);
  });

  it('in pieces, keeps a character that comes in halves whole', () => {
    const told: string[] = [];
    const subject = storablePieces((piece) => told.push(piece));
    for (const piece of ['a', WHOLE.slice(0, 1), `${WHOLE.slice(1)}b`, '\0', `c${HALF}`, 'd']) subject(piece);
    expect(told).toEqual(['a', `${WHOLE}b`, 'c', 'd']);
  });
});
