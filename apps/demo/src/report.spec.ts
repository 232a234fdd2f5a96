import type { Command, Run, Step } from './api-shapes';
import { reportOf } from './report';

const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 2) + seconds * 1000).toISOString();
const step: Step = {
  id: 's',
  step: 'warm',
  kind: 'operation',
  iterationPath: '',
  authored: 'warm',
  title: 'warm the plate',
  inserted: false,
  status: 'running',
  attempt: 1,
  waitingFor: null,
  error: null,
  startedLab: at(70),
  endedLab: null,
  hold: null,
};
const run: Run = {
  id: 'r',
  status: 'running',
  holdReasons: [],
  deviations: 0,
  simulated: true,
  startedLab: at(0),
  endedLab: null,
  protocol: { name: 'p', version: '1.0.0', title: 'P' },
  approval: { reviewer: 'rosalind', meaning: 'yes', signedHash: 'a'.repeat(64) },
  steps: [step],
  labware: [],
};
const command: Command = {
  instrument: 'hs',
  label: 'M105',
  kind: 'query',
  step: null,
  intent: { text: 'M105 \\n' },
  reply: { text: 'Mq05 C:22.01 T:None OK\\n' },
  intentLab: at(1),
  durationMs: 3,
  outcome: 'failed',
};

describe('reportOf', () => {
  it('when the run has not ended, says that the demo looked away and what is under way', () => {
    const lines = reportOf(run, [], []);
    expect(lines).toContain('Outcome: running');
    expect(lines).toContain('  the demo stopped watching; the run had not ended');
    expect(lines).toContain('  under way: warm the plate (running, since 0:01:10)');
  });

  it('when a reply was of no use, shows it with its outcome', () => {
    expect(reportOf(run, [], [command])).toContain('  0:00:01  M105 \\n        -> Mq05 C:22.01 T:None OK\\n (failed) (3.0 ms)');
  });

  it('when the step has told why the run is held, does not tell it twice', () => {
    const error = { message: 'no reply to M123' };
    const held = {
      ...run,
      status: 'held',
      holdReasons: ['warm the plate: no reply to M123'],
      steps: [{ ...step, status: 'in_doubt', error }],
    };
    expect(reportOf(held, [], []).filter((line) => line.includes('no reply to M123'))).toHaveLength(1);
    expect(reportOf({ ...held, holdReasons: ['the lab was stopped'] }, [], [])).toContain('  held because: the lab was stopped');
  });
});
