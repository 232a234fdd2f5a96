import { inLogScope } from './log-scope';
import { LogFormat, OperatorLog, openLog } from './operator-log';

const KEY = `lw_${'a1B2-c3_D4'.repeat(4)}xyz`;
const PASSWORD = 'geheim-77';

function logged(format: LogFormat, write: (log: OperatorLog) => void, level: 'debug' | 'info' = 'info'): string {
  const lines: string[] = [];
  const out = (line: string) => void lines.push(line);
  write(new OperatorLog({ service: 'spec', format, level, out, err: (line) => out(`err ${line}`) }));
  return lines.join('');
}

describe.each([LogFormat.json, LogFormat.text])('the log as %s', (format) => {
  it.each([
    ['a key in words', (log: OperatorLog) => log.info(`the key is ${KEY}`)],
    ['a key in a field', (log: OperatorLog) => log.warn('call', { about: KEY, deep: { er: { note: KEY } } })],
    ['a header', (log: OperatorLog) => log.error(`headers: Authorization: Bearer ${KEY}`, { authorization: `Basic ${PASSWORD}` })],
    ['a header in an object', (log: OperatorLog) => log.info('call', { call: { headers: { authorization: PASSWORD } } })],
    ['a password in a URL', (log: OperatorLog) => log.error(`cannot reach postgres://lab:${PASSWORD}@127.0.0.1:5432/lab`)],
    ['a password with an @ in a URL', (log: OperatorLog) => log.error(`smtp://lab:x@${PASSWORD}@127.0.0.1 says no`)],
    ['a password in JSON in words', (log: OperatorLog) => log.error(`sent ${JSON.stringify({ password: PASSWORD })}`)],
    ['a parameter', (log: OperatorLog) => log.info(`GET /x?token=${PASSWORD}&a=1`)],
    ['an error with a stack', (log: OperatorLog) => log.error(new Error(`Bearer ${KEY}`).stack ?? '')],
  ])('when it is given %s, shows neither key nor password', (_title, write) => {
    const text = logged(format, write);
    expect(text).toMatch(/./);
    expect(text).not.toContain(KEY);
    expect(text).not.toContain(PASSWORD);
  });
});

describe('the log', () => {
  it('when it writes JSON, gives each line time, level, service, and the ids of the work around it', () => {
    const text = logged(LogFormat.json, (log) =>
      inLogScope({ request: 'r-1' }, () => inLogScope({ run: 'run-1', instrument: 'hs-1' }, () => log.warn('lost', { about: 'hs-1' }))),
    );
    expect(JSON.parse(text)).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      service: 'spec',
      pid: process.pid,
      request: 'r-1',
      run: 'run-1',
      instrument: 'hs-1',
      about: 'hs-1',
      msg: 'lost',
    });
  });

  it('when it writes text, writes the words alone, and errors to the other stream with the name of the service', () => {
    const text = logged(LogFormat.text, (log) => {
      log.info('the API listens');
      log.warn('lost', { about: 'hs-1', run: 'run-1' });
      log.debug('never seen');
      log.error('broken');
    });
    expect(text).toBe('the API listens\nhs-1: lost\nerr spec: broken\n');
  });

  it.each([
    ['in a terminal', {}, true, LogFormat.text],
    ['in the embedded lab', { LABWRIGHT_STANDALONE: '1' }, false, LogFormat.text],
    ['anywhere else', {}, false, LogFormat.json],
    ['in a terminal, when JSON is asked for', { LABWRIGHT_LOG: 'json' }, true, LogFormat.json],
    ['elsewhere, when text is asked for', { LABWRIGHT_LOG: 'text' }, false, LogFormat.text],
  ])('when it is opened %s, has the form for its reader', (_title, source, isTTY, format) => {
    const streams = { stdout: { isTTY }, stderr: {} } as unknown as NodeJS.Process;
    expect(openLog('spec', source, streams).format).toBe(format);
  });
});
