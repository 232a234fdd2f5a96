import { RunningLab } from './running-lab';

interface InstrumentView {
  readonly id: string;
  readonly link: string;
  readonly linkReason: string;
  readonly identity: { readonly simulated: boolean } | null;
}

describe('the fleet of the embedded lab', () => {
  let lab: RunningLab;
  beforeAll(async () => void (lab = await RunningLab.start({ timeScale: 60 })), 300_000);
  afterAll(() => lab.stop(), 60_000);

  const fleet = async () => (await lab.send<{ items: InstrumentView[] }>('engineer', 'GET', '/v1/instruments')).items;
  const allOnline = async () => {
    const items = await fleet();
    return items.length === 4 && items.every(({ link }) => link === 'online');
  };

  it('when it has started, has four unlike instruments online over serial lines and MQTT, each known as simulated', async () => {
    await lab.until('four instruments are online', 30_000, allOnline);
    const items = await fleet();
    expect(items.map(({ id }) => id).toSorted()).toEqual(['bioreactor', 'heater-shaker', 'incubator', 'reader']);
    expect(items.every(({ identity }) => identity?.simulated === true)).toBe(true);
  }, 60_000);

  it.each(['heater-shaker', 'incubator', 'reader', 'bioreactor'])('when %s is tested, answers on its own wire', async (id) => {
    const result = await lab.send<{ ok: boolean; checks: unknown[] }>('engineer', 'POST', `/v1/instruments/${id}/test`);
    expect([result.ok, result.checks.length > 0]).toEqual([true, true]);
  });

  it('when a plate goes through incubator and reader in one run, is completed with a reading of every well and the bytes that it came from', async () => {
    const run = await lab.startRun(await lab.approvedProtocol(PROTOCOL));
    lab.operate(run);
    await lab.until('the end of the run', 60_000, async () => (await lab.run(run)).status === 'completed');
    const readings = await lab.readings(run, 'absorbance');
    expect(new Set(readings.map(({ well }) => well)).size).toBe(96);
    expect(readings.every(({ step, simulated, rawHex, unit }) => step === 'read' && simulated && rawHex !== '' && unit === '{AU}')).toBe(
      true,
    );
    expect((await lab.readings(run, 'speed')).some(({ step }) => step === 'shake')).toBe(true);
  }, 90_000);

  it('when the simulator is killed, says that they are offline and why, and has them back with the next one', async () => {
    process.kill(lab.processes()['simulator'] ?? 0, 'SIGKILL');
    await lab.until('an instrument is offline', 20_000, async () => (await fleet()).some(({ link }) => link !== 'online'));
    expect((await fleet()).find(({ link }) => link === 'offline')?.linkReason ?? 'reconnecting').not.toBe('');
    await lab.until('four instruments are online again', 40_000, allOnline);
  }, 90_000);
});

const PROTOCOL = `
schema: labwright.dev/protocol/v1
name: shake-and-read
version: 1.0.0
title: Coloured water, shaken and read
biosafety: {level: 1, organisms: []}
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: to_incubator, kind: operator, instruction: Put the plate into the incubator., duration: {value: 1, unit: s}, moves: [{labware: plate, to: incubator}], evidence: [{kind: confirm}]}
  - {id: shake, kind: operation, capability: shaking, labware: plate, with: {speed: {value: 150, unit: "{rpm}"}}, duration: {value: 3, unit: min}}
  - {id: to_reader, kind: operator, instruction: Put the plate into the reader., duration: {value: 1, unit: s}, moves: [{labware: plate, to: reader}], evidence: [{kind: confirm}]}
  - {id: read, kind: operation, capability: absorbance, labware: plate, with: {wavelengths: [{value: 600, unit: nm}]}}
  - {id: to_bench, kind: operator, instruction: Put the plate on the bench., duration: {value: 1, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;
