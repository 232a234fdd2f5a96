import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configPath, readProfiles, writeProfiles } from './config-file';
import { connectionOf } from './connection';

describe('the configuration', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'labwright-cli-'));
  const env = { XDG_CONFIG_HOME: folder };
  const file = configPath(env);
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeEach(() =>
    writeProfiles(file, { default: { url: 'http://127.0.0.1:7077', key: 'lw_d' }, ada: { url: 'http://lab:1', key: 'lw_a' } }),
  );

  it('is a file for its owner only, also where one that was open to others is written over', () => {
    writeFileSync(file, '{}', { mode: 0o644 });
    writeProfiles(file, { default: { url: 'http://127.0.0.1:1', key: 'lw_x' } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ profiles: { default: { url: 'http://127.0.0.1:1', key: 'lw_x' } } });
  });

  it.each([
    [{}, {}, { url: 'http://127.0.0.1:7077', key: 'lw_d' }],
    [{}, { LABWRIGHT_KEY: 'lw_e' }, { url: 'http://127.0.0.1:7077', key: 'lw_e' }],
    [{}, { LABWRIGHT_URL: 'http://other:2/', LABWRIGHT_KEY: 'lw_e' }, { url: 'http://other:2', key: 'lw_e' }],
    [{ as: 'ada' }, { LABWRIGHT_URL: 'http://other:2', LABWRIGHT_KEY: 'lw_e' }, { url: 'http://lab:1', key: 'lw_a' }],
    [{}, { LABWRIGHT_PROFILE: 'ada' }, { url: 'http://lab:1', key: 'lw_a' }],
  ])('with %j and %j, is %j', (flags, more, connection) => {
    expect(connectionOf(flags, { ...env, ...more })).toEqual(connection);
  });

  it('when another address is asked for, does not send the key of the file there', () => {
    expect(connectionOf({ url: 'http://elsewhere:9' }, env)).toEqual({ url: 'http://elsewhere:9', key: null });
    expect(connectionOf({}, { ...env, LABWRIGHT_URL: 'http://elsewhere:9' }).key).toBeNull();
  });

  it('when there is no file, goes to this machine without a key', () => {
    expect(connectionOf({}, { LABWRIGHT_CONFIG: path.join(folder, 'none.json') })).toEqual({ url: 'http://127.0.0.1:7077', key: null });
  });

  it('when a profile is not there, names those that are', () => {
    expect(() => connectionOf({ as: 'bob' }, env)).toThrow('has no profile "bob"; it has: default, ada');
    expect(() => connectionOf({ as: 'constructor' }, env)).toThrow('has no profile "constructor"');
  });

  it.each(['{"profiles": {"default": {"key": "lw_secret"}}}', 'lw_secret', '[]'])(
    'when the file is %s, says so without its text',
    (text) => {
      writeFileSync(file, text);
      expect(() => readProfiles(file)).toThrow('is not a configuration of labwright');
      expect(() => readProfiles(file)).not.toThrow('lw_secret');
    },
  );

  it.each(['lab', 'ftp://lab', 'http://me:secret@lab', 'http://lab/?key=1'])('when the address is %s, is refused', (url) => {
    expect(() => connectionOf({ url }, env)).toThrow('is not the address of an API');
  });
});
