import type { Command, Run, SavedReading, Step } from './api-shapes';
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
  protocol: { name: 'p', version: '1.0.0', hash: 'abc', title: 'P' },
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

const sources = { run, saved: [], temperatures: [], commands: [], truth: [] };

describe('reportOf', () => {
  it('when the run has not ended, says that the demo looked away and what is under way', () => {
    const lines = reportOf(sources);
    expect(lines).toContain('Outcome: running');
    expect(lines).toContain('  the demo stopped watching; the run had not ended');
    expect(lines).toContain('  under way: warm the plate (running, since 0:01:10)');
  });

  it('when a reply was of no use, shows it with its outcome', () => {
    expect(reportOf({ ...sources, commands: [command] })).toContain(
      '    0:00:01  M105 \\n          -> Mq05 C:22.01 T:None OK\\n (failed) (3.0 ms)',
    );
  });

  it('when the step has told why the run is held, does not tell it twice', () => {
    const error = { message: 'no reply to M123' };
    const held = {
      ...run,
      status: 'held',
      holdReasons: ['warm the plate: no reply to M123'],
      steps: [{ ...step, status: 'in_doubt', error }],
    };
    expect(reportOf({ ...sources, run: held }).filter((line) => line.includes('no reply to M123'))).toHaveLength(1);
    expect(reportOf({ ...sources, run: { ...held, holdReasons: ['the lab was stopped'] } })).toContain(
      '  held because: the lab was stopped',
    );
  });

  it('when a plate was read, draws its growth, its map, and what was true beside what was read', () => {
    const saved = [0.05, 0.1, 0.2, 0.4].flatMap((od, i): SavedReading[] =>
      ['A1', 'A2'].map((well) => ({
        name: 'od600',
        kind: 'optical_density',
        labware: 'culture',
        well,
        sample: 'clone-1',
        value: well === 'A1' ? od : od * 1.1,
        unit: '{AU}',
        quality: 'ok',
        step: 'read_od',
        stepInstance: `s${i}`,
        atLab: at(1_200 * (i + 1)),
      })),
    );
    const labware = {
      id: 'l',
      name: 'culture',
      type: 'plate-96-clear-flat',
      barcode: null,
      place: 'bench',
      layout: { A1: { role: 'sample', sample: 'clone-1' }, A2: { role: 'sample', sample: 'clone-1' }, B1: { role: 'blank' } },
    };
    const truth = [{ stepInstance: 's3', atMs: 0, od: 0.415 }];
    const text = reportOf({ ...sources, run: { ...run, labware: [labware] }, saved, truth }).join('\n');
    expect(text).toContain('0:20:00  0.053');
    expect(text).toContain('1:20:00  0.420   (true in the simulated lab: 0.415)');
    expect(text).toContain('  A     0.400   0.440');
    expect(text).toContain('  B     blank');
    expect(text).toContain('clone-1: A1 A2');
    expect(text).toContain('4 points lie between an optical density of 0.04 and 0.65, 5 are needed');
  });
});
