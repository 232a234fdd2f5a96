import { readFileSync } from 'node:fs';
import path from 'node:path';
import { missingLine, walkThrough } from './walk-through';

const README = readFileSync(path.resolve(__dirname, '../README.md'), 'utf8');

describe('the walk-through as it is read', () => {
  it('is that of one section, with its terminals, whole commands and what they show', () => {
    const text =
      '\n## A\n<!-- terminal 2 -->\n```sh\none \\\n  more\ntwo\n```\n```text\nx … y\n```\n## B\n<!-- terminal 3 -->\n```sh\nno\n```\n';
    expect(walkThrough(text, 'A')).toEqual([{ terminal: 2, commands: ['one \\\n  more', 'two'], shown: ['x … y'] }]);
  });

  it.each([
    [['a … c', 'd'], 'a b  c\n  d', null],
    [['d', 'a'], 'a\nd', 'a'],
    [['a.c'], 'abc', 'a.c'],
    [['id  NAME'], 'id     NAME', null],
    [['whole'], 'the whole line', 'whole'],
  ])('of %j in %j, misses %j', (shown, text, missing) => {
    expect(missingLine(shown, text)).toBe(missing);
  });

  it('of the README, uses two terminals, and every block of commands that goes into the second says what comes out', () => {
    const blocks = walkThrough(README, 'A walk-through');
    expect([...new Set(blocks.map(({ terminal }) => terminal))]).toEqual([1, 2]);
    expect(blocks.filter(({ shown }) => shown.length === 0)).toEqual([]);
    expect(blocks.flatMap(({ commands }) => commands).length).toBeGreaterThan(15);
  });
});
