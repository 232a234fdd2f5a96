import { at, step } from '../fixtures/run';
import { openWindows, windowsOf } from './windows';

const minutes = (value: number) => ({ value, unit: 'min' });

describe('windowsOf', () => {
  it('finds the latest starts at any depth, and leaves out what is a parameter', () => {
    const document = {
      steps: [
        { id: 'a', timing: [{ after: 'x.start', atMost: minutes(5) }] },
        { id: 'r', body: [{ id: 'b', timing: [{ after: 'a.end', atMost: { value: 30, unit: 's' } }] }] },
        { id: 'd', cases: [{ steps: [{ id: 'c', timing: [{ after: 'a.end', atMost: { param: 'gap' } }] }] }] },
        { id: 'e', timing: [{ after: 'a.end', atLeast: minutes(5) }] },
      ],
    };
    expect(windowsOf(document)).toEqual([
      { step: 'a', after: 'x', point: 'start', atMostMs: 300_000 },
      { step: 'b', after: 'a', point: 'end', atMostMs: 30_000 },
    ]);
  });
});

describe('openWindows', () => {
  const windows = [{ step: 'carry', after: 'read', point: 'end' as const, atMostMs: 300_000 }];
  const read = (round: number, ended: number | null) =>
    step('read', 'succeeded', { iterationPath: `r/${round}`, startedLab: at(0), endedLab: ended === null ? null : at(ended) });

  it('takes the step of the same round', () => {
    const steps = [
      read(1, 1),
      step('carry', 'succeeded', { iterationPath: 'r/1', startedLab: at(2) }),
      read(2, 10),
      step('carry', 'pending', { iterationPath: 'r/2' }),
    ];
    expect(openWindows(windows, steps, Date.parse(at(12)))).toEqual([{ step: 'carry', after: 'read.end', leftMs: 180_000 }]);
  });

  it('when the other step has not come to its point, or the step has begun, there is none', () => {
    expect(openWindows(windows, [read(1, null), step('carry', 'pending', { iterationPath: 'r/1' })], 0)).toEqual([]);
    expect(openWindows(windows, [read(1, 1), step('carry', 'running', { iterationPath: 'r/1', startedLab: at(2) })], 0)).toEqual([]);
    expect(openWindows(windows, [], 0)).toEqual([]);
  });
});
