import { START, eventOf } from '../fixtures/run';
import { painter } from '../show/paint';
import { eventLine, logLine } from './event-line';

const line = (...event: Parameters<typeof eventOf>) => eventLine(eventOf(...event), START, painter(false));

describe('eventLine', () => {
  it.each([
    ['step.holding', { title: 'shake', step: 'warm' }, '  0:01:00  holds          shake'],
    ['step.failed', { step: 'warm', error: 'no reply' }, '  0:01:00  FAILED         warm: no reply'],
    [
      'reading.saved',
      { name: 'od', median: 0.41234, unit: '{AU}', ok: 8, of: 9 },
      '  0:01:00  reads          od = 0.4123 {AU} (median, 8 of 9 good)',
    ],
    ['reading.saved', { name: 'od', median: null, ok: 0, of: 9 }, '  0:01:00  reads          od = no value (median, 0 of 9 good)'],
    ['run.ended', { status: 'completed' }, '  0:01:00  run ended      completed'],
    ['step.body_begun', { step: 'until', round: 3 }, '  0:01:00  goes on        until: round 3'],
    ['labware.moved', { labware: 'plate', to: 'bench' }, '  0:01:00  moved          plate to bench'],
  ] as const)('of %s is one line for a person', (type, data, text) => {
    expect(line(type, data)).toBe(text);
  });

  it.each([
    ['nest.reserved', {}],
    ['step.started', { step: 'load.before.1' }],
  ] as const)('of %s %j is nothing', (type, data) => {
    expect(line(type, data)).toBeNull();
  });

  it('shows trouble of access operations', () => {
    expect(line('step.failed', { step: 'load.before.1', error: 'jammed' })).toContain('jammed');
  });
});

describe('logLine', () => {
  it('has time, type, subject and who did it', () => {
    const event = { ...eventOf('instrument.link_changed', { link: 'offline', reason: 'no reply' }), instrument: 'shaker' };
    expect(logLine(event, painter(false))).toBe(`${START}  instrument.link_changed  shaker  reason="no reply"  link=offline  by system`);
  });
});
