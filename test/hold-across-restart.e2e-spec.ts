import { RunningLab } from './running-lab';

const HOLD_S = 45;

/** At rate 1: a hold of 45 s is 45 s on the clock of the wall, whatever happens to the dispatcher meanwhile. */
describe('a hold at rate 1', () => {
  let lab: RunningLab;
  beforeAll(async () => void (lab = await RunningLab.start({ timeScale: 1 })), 300_000);
  afterAll(() => lab.stop(), 60_000);

  it('when the dispatcher is stopped and later killed in its middle, goes on with the next one: completed, no set command again, right within 1 s', async () => {
    const run = await lab.startRun(await lab.approvedProtocol(PROTOCOL));
    lab.operate(run);
    await lab.until('the hold', 60_000, async () => (await lab.step(run, 'shake')).status === 'holding');
    const before = await lab.deviceCounters();
    await seconds(7);
    expect(await lab.endDispatcher('SIGTERM')).toBeLessThan(10_000);
    await seconds(7);
    await lab.endDispatcher('SIGKILL');
    await lab.until('the end of the hold', 60_000, async () => (await lab.step(run, 'shake')).status === 'succeeded');
    await lab.until('the end of the run', 60_000, async () => (await lab.run(run)).status === 'completed');

    const { hold, endedLab } = await lab.step(run, 'shake');
    const heldS = (Date.parse(endedLab ?? '') - Date.parse(hold?.startedLab ?? '')) / 1000;
    expect(Math.abs(heldS - HOLD_S)).toBeLessThan(1);
    // The plate is driven home once more to take it off; nothing was set again.
    const after = await lab.deviceCounters();
    const more = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
    expect({ heat: more('wire.M104'), shake: more('wire.M3'), home: more('wire.G28') }).toEqual({ heat: 0, shake: 0, home: 1 });
    const readings = await lab.readings(run, 'speed');
    expect(readings.every((r) => r.simulated)).toBe(true);
    expect(readings.filter((r) => r.step === 'shake').length).toBeGreaterThan(20);
  }, 240_000);
});

/** A moment of the hold is a moment in time; there is no condition to wait for. */
const seconds = (s: number) => new Promise((resolve) => setTimeout(resolve, s * 1000));

const PROTOCOL = `
schema: labwright.dev/protocol/v1
name: hold-for-a-while
version: 1.0.0
title: Hold for a while
biosafety: {level: 1, organisms: []}
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: load, kind: operator, instruction: Put the plate on., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: shaker}], evidence: [{kind: confirm}]}
  - {id: shake, kind: operation, capability: shaking, labware: plate, with: {speed: {value: 300, unit: "{rpm}"}}, duration: {value: ${HOLD_S}, unit: s}}
  - {id: unload, kind: operator, instruction: Take the plate off., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;
