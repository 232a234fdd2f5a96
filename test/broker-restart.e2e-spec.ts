import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RunningLab } from './running-lab';

const PROTOCOL = readFileSync(path.resolve(__dirname, '../protocols/insulin-expression-online/protocol.yaml'), 'utf8');

describe('a bioreactor whose broker goes and comes', () => {
  let lab: RunningLab;
  beforeAll(async () => void (lab = await RunningLab.start({ timeScale: 600 })), 300_000);
  afterAll(() => lab.stop(), 60_000);

  it('when the broker is killed twice in the middle, the run is completed and IPTG was pumped once', async () => {
    const online = async () => (await lab.send<{ link: string }>('engineer', 'GET', '/v1/instruments/bioreactor')).link === 'online';
    await lab.until('the bioreactor is online', 30_000, online);
    const before = await lab.counters('bioreactor');
    const run = await lab.startRun(await lab.approvedProtocol(PROTOCOL));
    lab.operate(run);
    const rounds = async () => (await lab.run(run)).steps.filter(({ step, status }) => step === 'watch' && status === 'succeeded').length;

    await lab.until('three rounds', 90_000, async () => (await rounds()) >= 3);
    await lab.endProcess('broker', 'SIGKILL');
    await lab.until('three more rounds', 90_000, async () => (await rounds()) >= 6);
    await lab.until('the expression', 120_000, async () => {
      const { status, holdReasons } = await lab.run(run);
      if (status === 'held') throw new Error(holdReasons.join('; '));
      return (await lab.step(run, 'express')).status === 'holding';
    });
    await lab.endProcess('broker', 'SIGKILL');
    await lab.until('the end of the run', 120_000, async () => {
      const { status, holdReasons } = await lab.run(run);
      if (status === 'held') throw new Error(holdReasons.join('; '));
      return status === 'completed';
    });

    const after = await lab.counters('bioreactor');
    expect((after['actions.dispense'] ?? 0) - (before['actions.dispense'] ?? 0)).toBe(1);
    const saved = await lab.saved(run, 'od');
    const induction = saved.filter(({ value }) => value !== null && value >= 0.6);
    expect(induction.length).toBeGreaterThan(0);
    // None came twice. Two that came in one millisecond of the wall have the same lab time, but not the same noise.
    expect(new Set(saved.map(({ iterationPath, atLab, value }) => `${iterationPath} ${atLab} ${value}`)).size).toBe(saved.length);
  }, 300_000);
});
