import { cleanName } from './file-name';

describe('the name of a file', () => {
  it.each([
    ['plate map.csv', 'plate map.csv'],
    ['../../etc/notes.md', 'notes.md'],
    ['C:\\lab\\notes.txt', 'notes.txt'],
    ['a\u202Etxt.md\u0000\n', 'atxt.md'],
    ['..', 'file.txt'],
    ['x/', 'file.txt'],
  ])('%j is %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });
});
