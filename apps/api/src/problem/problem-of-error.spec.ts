import { LabError, type LabErrorCode, type LabErrorContexts } from '@labwright/domain';
import { problemOfError } from './problem-of-error';

const lab = <C extends LabErrorCode>(code: C, context: unknown = {}) => new LabError(code, 'what happened', context as LabErrorContexts[C]);

describe('problemOfError', () => {
  it.each([
    ['INPUT_INVALID', 422],
    ['INPUT_TOO_LARGE', 413],
    ['INPUT_UNSUPPORTED_MEDIA', 415],
    ['UNIT_UNKNOWN', 422],
    ['ACCESS_UNAUTHENTICATED', 401],
    ['ACCESS_FORBIDDEN', 403],
    ['ACCESS_SELF_APPROVAL', 403],
    ['NOT_FOUND', 404],
    ['CONFLICT', 409],
    ['STATE_EVENT_NOT_ALLOWED', 409],
    ['APPROVAL_MISSING', 409],
    ['APPROVAL_EXPIRED', 409],
    ['PROTOCOL_DOES_NOT_COMPILE', 422],
    ['DRIVER_TIMEOUT', 504],
    ['DRIVER_DEVICE_HARDWARE', 502],
  ] as const)('when the error is %s, answers %i with code, type and message', (code, status) => {
    expect(problemOfError(lab(code)).problem).toMatchObject({
      status,
      code,
      type: `urn:labwright:problem:${code}`,
      detail: 'what happened',
    });
  });

  it('when the database is away, says when to come back and nothing of where it is', () => {
    const { problem, headers, unexpected } = problemOfError(lab('DATABASE_UNAVAILABLE', { host: 'db.internal:5432' }));
    expect({ status: problem.status, headers, unexpected }).toEqual({ status: 503, headers: { 'Retry-After': '2' }, unexpected: true });
    expect(JSON.stringify(problem)).not.toContain('db.internal');
  });

  it('when nobody knows the key, says by which scheme to come', () => {
    expect(problemOfError(lab('ACCESS_UNAUTHENTICATED')).headers['WWW-Authenticate']).toContain('Bearer');
  });

  it('when a protocol does not compile, hands on all findings', () => {
    const diagnostics = [{ code: 'E_UNIT' }, { code: 'E_RANGE' }];
    expect(problemOfError(lab('PROTOCOL_DOES_NOT_COMPILE', { diagnostics })).problem).toMatchObject({ diagnostics, context: {} });
  });

  it.each([['a string'], [new Error('secret of ours')], [lab('INTERNAL')], [lab('SETTING_INVALID')], [undefined], [{ status: 404 }]])(
    'when it is %p, tells nothing of it',
    (error) => {
      const { problem, unexpected } = problemOfError(error);
      expect({ status: problem.status, code: problem.code, unexpected }).toEqual({ status: 500, code: 'INTERNAL', unexpected: true });
      expect(JSON.stringify(problem)).not.toMatch(/secret|what happened/);
    },
  );
});
