import { ManualTime } from '../conformance/manual-time';
import { JobPresence } from './job-presence';

describe('JobPresence', () => {
  let time: ManualTime;
  let told: string[];
  let subject: JobPresence;

  beforeEach(() => {
    time = new ManualTime();
    told = [];
    subject = new JobPresence({
      timers: time,
      lost: 'lost',
      onState: (job, state, live) => told.push(`${job} ${state} ${live ? 'live' : 'kept'}`),
    });
  });

  afterEach(() => {
    subject.clear();
    expect(time.pending).toBe(0);
  });

  it('when a last will is repaired in time, never believes it', async () => {
    subject.see('stirring', 'ready', false);
    subject.see('stirring', 'lost', false);
    expect(subject.isDoubted('stirring')).toBe(true);
    expect(subject.stateOf('stirring')).toBe('ready');
    await time.advance(2999);
    subject.see('stirring', 'ready', false);
    await time.advance(10_000);
    expect(told).not.toContain('stirring lost live');
  });

  it('when nobody repairs a last will, believes it after three seconds, however often it comes', async () => {
    subject.see('stirring', 'ready', false);
    subject.see('stirring', 'lost', false);
    await time.advance(2000);
    subject.see('stirring', 'lost', false);
    await time.advance(1000);
    expect(subject.stateOf('stirring')).toBe('lost');
    expect(told.filter((line) => line === 'stirring lost live')).toHaveLength(1);
  });

  it('when the broker retained a last will, believes it at once, as history', () => {
    subject.see('stirring', 'lost', true);
    expect(told).toEqual(['stirring lost kept']);
    expect(subject.isLive('stirring')).toBe(false);
  });
});
