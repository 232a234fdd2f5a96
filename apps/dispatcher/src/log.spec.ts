import { LineLog } from './log';

describe('LineLog', () => {
  it('when the same warning comes again and again, writes it once a minute, with how often it came', () => {
    let now = 0;
    const lines: string[] = [];
    const to = {
      info: (message: string) => void lines.push(message),
      warn: (message: string, fields?: { about?: string }) => void lines.push(`${fields?.about}: ${message}`),
    };
    const subject = new LineLog(to, () => now);
    for (let i = 0; i < 5; i++) subject.warn('hs-1', 'no reply');
    subject.warn('hs-2', 'no reply');
    now = 60_000;
    subject.warn('hs-1', 'no reply');
    expect(lines).toEqual(['hs-1: no reply', 'hs-2: no reply', 'hs-1: no reply (and 4 times since)']);
  });
});
