import { existsSync } from 'node:fs';
import path from 'node:path';
import { GROUPS, specsWithDatabase } from './groups';

describe('specs that share a suite', () => {
  it('are all specs with a database, each in one group', () => {
    const patterns = Object.values(GROUPS);
    const specs = specsWithDatabase();
    expect(specs.length).toBeGreaterThan(60);
    expect(specs.filter((file) => patterns.filter((pattern) => pattern.test(file)).length !== 1)).toEqual([]);
  });

  it.each(Object.keys(GROUPS))('of the group %s have a suite', (group) => {
    expect(existsSync(path.join(__dirname, `${group}.int-spec.ts`))).toBe(true);
  });
});
