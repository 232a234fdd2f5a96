import { LabError, hasCode, isLabError, toLabError } from './lab-error';

const timeout = () =>
  new LabError(
    'DRIVER_TIMEOUT',
    'shaker-1 (serial:///dev/ttyACM0): no reply to M105 in 1000 ms; is it switched on?',
    { instrument: 'shaker-1', url: 'serial:///dev/ttyACM0', command: 'M105', phase: 'reply', outcome: 'unknown', timeoutMs: 1000 },
    'after_reconcile',
    { cause: new Error('read timed out') },
  );

describe('a LabError', () => {
  it('when it is written as JSON, keeps code, message, context and retry, and gives away neither stack nor cause', () => {
    const subject = timeout();
    const json: unknown = JSON.parse(JSON.stringify(subject));
    expect(json).toEqual({ code: 'DRIVER_TIMEOUT', message: subject.message, context: subject.context, retry: 'after_reconcile' });
  });

  it('when nothing is said about a retry, is never to be repeated', () => {
    expect(new LabError('NOT_FOUND', 'run 7 is not here', { kind: 'run', id: '7' }).retry).toBe('never');
  });

  it('when it wraps another error, keeps it as its cause', () => {
    expect(timeout().cause).toEqual(new Error('read timed out'));
  });

  it('when another copy of this module made it, is one of ours all the same', () => {
    const foreign = Object.assign(new Error('lease lost'), { name: 'LabError', code: 'LEASE_LOST', context: {}, retry: 'never' });
    expect(isLabError(foreign)).toBe(true);
    expect(hasCode(foreign, 'LEASE_LOST')).toBe(true);
    expect(hasCode(foreign, 'NOT_FOUND')).toBe(false);
  });

  it.each([
    ['an error of somebody else', new Error('boom')],
    ['an error of Node with a code', Object.assign(new Error('no file'), { code: 'ENOENT' })],
    ['an error with our name and no code', Object.assign(new Error('x'), { name: 'LabError' })],
    ['its own JSON', timeout().toJSON()],
    ['a string', 'NOT_FOUND'],
    ['nothing', undefined],
  ])('when the value is %s, is none of ours', (_what, value) => {
    expect(isLabError(value)).toBe(false);
    expect(hasCode(value, 'NOT_FOUND')).toBe(false);
  });

  it('when an error of ours is converted, is handed on as it is', () => {
    const error = timeout();
    expect(toLabError(error, 'dispatcher')).toBe(error);
  });

  it.each([
    [new RangeError('index out of range'), 'dispatcher: index out of range'],
    ['plain text', 'dispatcher: plain text'],
    [undefined, 'dispatcher: undefined'],
  ])('when %p is converted, becomes INTERNAL with the place and the cause', (thrown, message) => {
    const subject = toLabError(thrown, 'dispatcher');
    expect(subject).toMatchObject({ code: 'INTERNAL', message, context: { where: 'dispatcher' }, retry: 'never' });
    expect(subject.cause).toBe(thrown);
  });
});
