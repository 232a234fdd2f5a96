import { crowdedNests } from './nest-record';
import { RunningLab, type EventView } from './running-lab';

/** A plate is kept at a temperature in the incubator, read, and put away. */
const PROTOCOL = `
schema: labwright.dev/protocol/v1
name: keep-and-read
version: 1.0.0
title: Coloured water, kept warm and read
biosafety: {level: 1, organisms: []}
parameters: [{id: warmth, quantity: temperature, default: {value: 30, unit: Cel}, min: 25, max: 40}]
materials: [{id: dye, name: yellow dye}]
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: fill, kind: operator, instruction: Fill the plate., duration: {value: 2, unit: s}, transfers: [{material: dye, to: plate, wells: [A1, A2, B1, B2], volume: {value: 150, unit: uL}}], evidence: [{kind: confirm}]}
  - {id: to_incubator, kind: operator, instruction: Put the plate into the incubator., duration: {value: 20, unit: s}, moves: [{labware: plate, to: incubator}]}
  - {id: keep, kind: operation, capability: shaking_incubation, labware: plate, with: {temperature: {param: warmth}, speed: {value: 150, unit: "{rpm}"}}, duration: {value: 1, unit: h}}
  - {id: to_reader, kind: operator, instruction: Put the plate into the reader., duration: {value: 20, unit: s}, moves: [{labware: plate, to: reader}]}
  - {id: read, kind: operation, capability: absorbance, labware: plate, with: {wavelengths: [{value: 430, unit: nm}]}, saves: {a430: {reading: absorbance, wells: [A1, A2, B1, B2]}}}
  - {id: away, kind: operator, instruction: Put the plate away., duration: {value: 20, unit: s}, moves: [{labware: plate, to: waste}]}
`;
const at = (value: number) => ({ warmth: { value, unit: 'Cel' } });

describe('an incubator that runs share', () => {
  let lab: RunningLab;
  let protocol: string;
  beforeAll(async () => {
    lab = await RunningLab.start({ timeScale: 600 });
    protocol = await lab.approvedProtocol(PROTOCOL, at(30), at(36));
    await lab.until('incubator and reader are online', 30_000, async () => {
      const links = await Promise.all(
        ['incubator', 'reader'].map((id) => lab.send<{ link: string }>('engineer', 'GET', `/v1/instruments/${id}`)),
      );
      return links.every(({ link }) => link === 'online');
    });
  }, 300_000);
  afterAll(() => lab.stop(), 60_000);

  const start = async (value: number): Promise<string> => {
    const run = await lab.startRun(protocol, at(value));
    lab.operate(run);
    return run;
  };
  const completed = (...runs: readonly string[]) =>
    lab.until(
      `the end of the runs ${runs.join(', ')}`,
      240_000,
      async () => {
        const views = await Promise.all(runs.map((run) => lab.run(run)));
        for (const [n, { status, holdReasons }] of views.entries())
          if (['held', 'failed', 'cancelled'].includes(status)) throw new Error(`run ${runs[n]} is ${status}: ${holdReasons.join('; ')}`);
        return views.every(({ status }) => status === 'completed');
      },
      () => lab.standing(...runs),
    );
  const waits = (events: readonly EventView[], run: string) =>
    events.filter((each) => each.run === run && each.type === 'step.waiting').map(({ data }) => String(data['for']));

  it('when two runs want the same, has both at once; another temperature waits and says why; the reader serves one after the other', async () => {
    const first = await start(30);
    await lab.until('the first plate is kept', 60_000, async () => (await lab.step(first, 'keep')).status === 'holding');
    // Side by side from here on: a hold of 1 h is 6 s here, and longer while a person works, which a busy machine needs to begin two runs.
    // One after the other: nobody overtakes a run that has come first and waits for another temperature.
    const second = await start(30);
    const other = await start(36);
    await completed(first, second, other);

    const events = await lab.events(first, second, other);
    expect(crowdedNests(events)).toEqual([]);
    expect(waits(events, other)).toContainEqual(
      expect.stringMatching(/^incubator is kept at 150 rpm and 30 °C for run \S+ \(.*\), and this run needs 150 rpm and 36 °C there$/),
    );
    const during = (type: string, run: string) =>
      events.findIndex((each) => each.run === run && each.type === type && each.data['step'] === 'keep');
    expect(during('step.holding', second)).toBeLessThan(events.findLastIndex((each) => each.run === first && each.data['step'] === 'keep'));
    // The first run's shaking rested while the second plate came in, and was started again; its record says for how long.
    const resumed = events.filter((each) => each.run === first && each.type === 'step.resumed');
    expect(resumed.length).toBeGreaterThan(0);
    for (const { data } of resumed) expect(data['interruptedMs']).toBeGreaterThan(0);
    for (const run of [first, second, other]) {
      const values = await lab.readings(run, 'absorbance');
      expect(values.map(({ well }) => well).toSorted()).toEqual(['A1', 'A2', 'B1', 'B2']);
    }
  }, 420_000);

  it('when three runs come to the reader together, serves one and lets the others wait for it in words', async () => {
    const runs = [await start(36), await start(36), await start(36)];
    await completed(...runs);
    const events = await lab.events(...runs);
    expect(crowdedNests(events)).toEqual([]);
    const reasons = runs.flatMap((run) => waits(events, run));
    expect(reasons).toContainEqual(expect.stringMatching(/^reader\.carrier (is reserved by|goes first to) run /));
  }, 420_000);

  it('when the incubator loses its set points in a hold, holds the run at once and names what is wrong', async () => {
    const run = await start(36);
    await lab.until('the plate is kept', 90_000, async () => (await lab.step(run, 'keep')).status === 'holding');
    await lab.control('PUT', 'faults/silentReboot', 'incubator');
    await lab.until('the run is held', 30_000, async () => (await lab.run(run)).status === 'held');
    expect((await lab.run(run)).holdReasons.join(' ')).toMatch(/incubator.*(set point|rebooted|switched off)/i);
  }, 150_000);
});
