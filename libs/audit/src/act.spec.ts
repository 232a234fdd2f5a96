import { MOST_CHANGED_BYTES, actOfEvent, changedText } from './act';

const KEY = `lw_${'k'.repeat(43)}`;

describe('an act', () => {
  it.each([
    ['protocol.approved', { hash: 'h', approval: 'a' }, 'protocol', 'h'],
    ['task.claimed', { task: 't' }, 'task', 't'],
    ['key.revoked', { key: 'k' }, 'key', 'k'],
    ['principal.created', { name: 'ada' }, 'principal', 'ada'],
    ['estop.requested', { request: 'r', instrument: null }, 'estop', 'r'],
    ['instrument.changed', {}, 'instrument', 'shaker-1'],
    ['run.started', {}, 'run', 'run-1'],
    ['step.answered', {}, 'step', 'step-1'],
  ] as const)('when it is %s %j, is about the %s %s', (type, data, subjectKind, subjectId) => {
    const event = { type, actor: 'user:ada', runId: 'run-1', stepInstanceId: 'step-1', instrumentId: 'shaker-1', data };
    expect(actOfEvent(event)).toMatchObject({ act: type, subjectKind, subjectId });
  });

  it('when the lab itself does it, is none, unless it is one whoever does it', () => {
    expect(actOfEvent({ type: 'run.paused', actor: 'system' })).toBeNull();
    expect(actOfEvent({ type: 'task.completed', actor: 'agent:bench-1' })).toBeNull();
    expect(actOfEvent({ type: 'step.started', actor: 'user:ada' })).toBeNull();
    expect(actOfEvent({ type: 'instrument.service_changed', actor: 'agent:bench-1' })).toMatchObject({ actor: 'agent:bench-1' });
  });

  it('when a secret is in it, anywhere, hides it', () => {
    const data = {
      password: 'p1',
      apiKey: 'p2',
      nested: [{ sessionToken: 'p3' }],
      text: `with ${KEY}`,
      url: 'https://u:p4@h/x',
      reason: KEY,
    };
    const act = actOfEvent({ type: 'instrument.changed', actor: 'user:ada', data });
    expect(JSON.stringify(act)).not.toMatch(/p[1-4]|kkkk/);
    expect(act?.changed).toContain('"url":"https://u:[redacted]@h/x"');
  });

  it('when it is written twice with fields in another order, is one text', () => {
    expect(changedText({ b: 1, a: { d: 2, c: undefined } })).toBe('{"a":{"d":2},"b":1}');
    expect(changedText({ a: { d: 2 }, b: 1 })).toBe('{"a":{"d":2},"b":1}');
  });

  it('when it is long, is kept to 8 KiB; longer, by its size and hash', () => {
    const fits = changedText({ a: 'x'.repeat(MOST_CHANGED_BYTES - '{"a":""}'.length) });
    expect(Buffer.byteLength(fits)).toBe(MOST_CHANGED_BYTES);
    expect(JSON.parse(changedText({ a: 'x'.repeat(MOST_CHANGED_BYTES) }))).toMatchObject({ tooLong: true, bytes: MOST_CHANGED_BYTES + 8 });
  });

  it('when its reason holds what no database takes, loses only that', () => {
    const data = { reason: `a\u0000b${String.fromCharCode(0xd800)}c` };
    expect(actOfEvent({ type: 'run.paused', actor: 'user:ada', data })?.reason).toBe('ab\uFFFDc');
  });
});
