import { ExitCode } from '../exit-code';
import { failureOf, problemOfText, type Problem } from './problem';

const problem = (status: number, code: string, more: Partial<Problem> = {}): Problem => ({
  status,
  code,
  title: 't',
  detail: 'what happened',
  ...more,
});

describe('failureOf', () => {
  it.each([
    [401, 'ACCESS_UNAUTHENTICATED', ExitCode.unreachable],
    [403, 'ACCESS_FORBIDDEN', ExitCode.unreachable],
    [503, 'DATABASE_UNAVAILABLE', ExitCode.unreachable],
    [404, 'NOT_FOUND', ExitCode.failed],
    [409, 'CONFLICT', ExitCode.failed],
    [422, 'INPUT_INVALID', ExitCode.failed],
    [500, 'INTERNAL', ExitCode.failed],
    [502, 'DRIVER_DEVICE_HARDWARE', ExitCode.failed],
    [504, 'DRIVER_TIMEOUT', ExitCode.failed],
  ])('of %i %s ends with %i and the words of the API', (status, code, exitCode) => {
    expect(failureOf(problem(status, code))).toMatchObject({ exitCode, message: 'what happened' });
  });

  it('names each field that is wrong, once', () => {
    const errors = [
      { in: 'body', pointer: '/name', message: 'is missing' },
      { in: 'query', pointer: '/limit', message: 'what happened' },
    ];
    expect(failureOf(problem(422, 'INPUT_INVALID', { errors })).details).toEqual(['body/name: is missing']);
  });

  it('when nobody knows the key, says what to do, and never the key', () => {
    expect(failureOf(problem(401, 'ACCESS_UNAUTHENTICATED')).details.join()).toContain('labwright init');
  });

  it('when something went wrong on the other side, gives the request id for its log', () => {
    expect(failureOf(problem(500, 'INTERNAL', { requestId: 'r-1' })).details).toEqual(['request id r-1']);
  });
});

describe('problemOfText', () => {
  it.each(['<html>502</html>', '', '[]', 'null', '{"error": "x"}'])('when %s answers in our place, asks for the address', (text) => {
    expect(problemOfText(502, 'Bad Gateway', text)).toMatchObject({
      status: 502,
      detail: expect.stringContaining('is this address that of'),
    });
  });
});
