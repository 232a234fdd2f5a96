import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { openHome } from './home';
import { lockHome } from './home-lock';
import { markOf } from './process-table';

describe('lockHome', () => {
  let home: string;
  beforeEach(() => (home = openHome(fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-lock-')))));
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const file = (): string => path.join(home, 'lock');
  const since = '2026-01-02T03:04:05.678Z';

  it('when the home is free, takes it and gives it back', () => {
    const giveBack = lockHome(home);
    expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject(markOf(process.pid) ?? {});
    giveBack();
    expect(fs.readdirSync(home)).toEqual([]);
  });

  it('when a living process holds it, says which, since when, and the way out', () => {
    fs.writeFileSync(file(), JSON.stringify({ ...markOf(process.ppid), since }));
    expect(() => lockHome(home)).toThrow(
      `is in use by process ${process.ppid} since ${since}; stop that one (kill ${process.ppid}), or start this one with another --home and --port`,
    );
  });

  it.each([
    ['a process that is gone', () => JSON.stringify({ pid: 4_194_303, startedAs: 'x', since })],
    ['another process that got the same pid', () => JSON.stringify({ pid: process.ppid, startedAs: 'earlier', since })],
    ['half a file', () => '{"pid": 1'],
    ['nothing', () => ''],
  ])('when it was left by %s, takes it over', (_title, content) => {
    fs.writeFileSync(file(), content());
    const giveBack = lockHome(home);
    expect(JSON.parse(fs.readFileSync(file(), 'utf8'))).toMatchObject({ pid: process.pid });
    giveBack();
    expect(fs.readdirSync(home)).toEqual([]);
  });

  it('when another launcher has it meanwhile, giving back removes nothing', () => {
    const giveBack = lockHome(home);
    fs.writeFileSync(file(), 'of another one');
    giveBack();
    expect(fs.readFileSync(file(), 'utf8')).toBe('of another one');
  });
});
