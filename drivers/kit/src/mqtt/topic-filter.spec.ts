import { matchesFilter } from './topic-filter';

describe('matchesFilter', () => {
  it.each([
    ['a/b', 'a/b', true],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a', true],
    ['+/b', 'a/b', true],
    ['#', '$SYS/x', false],
    ['a/+/$state', 'a/stirring/$state', true],
    ['a/b/c', 'a/b', false],
  ])('%s asks for %s: %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });
});
