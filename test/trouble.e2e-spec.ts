import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { readlinkSync } from 'node:fs';
import path from 'node:path';
import { RunningLab } from './running-lab';

const WARM = `
schema: labwright.dev/protocol/v1
name: NAME
version: 1.0.0
title: Warm
biosafety: {level: 1, organisms: []}
labware: [{id: plate, type: plate-96-clear-flat}]
steps:
  - {id: load, kind: operator, instruction: Put the plate on., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: shaker}], evidence: [{kind: confirm}]}
  - {id: warm, kind: operation, capability: shaking_incubation, labware: plate, with: {temperature: {value: WARMTH, unit: Cel}, speed: {value: 300, unit: "{rpm}"}}, duration: {value: 5, unit: min}}
  - {id: unload, kind: operator, instruction: Take the plate off., role: technician, duration: {value: 1, unit: s}, moves: [{labware: plate, to: bench}], evidence: [{kind: confirm}]}
`;

describe('trouble in a whole lab', () => {
  let lab: RunningLab;
  let names = 0;
  beforeAll(async () => void (lab = await RunningLab.start({ timeScale: 60 })), 300_000);
  afterAll(() => lab.stop(), 60_000);

  /** A run that is operated by itself; given when its step `warm` has this status. */
  async function runUntil(status: string): Promise<string> {
    // Each one is warmer than the one before it, so that each has to heat and is seen at it.
    const warmth = 35 + 4 * (names += 1);
    const run = await lab.startRun(await lab.approvedProtocol(WARM.replace('NAME', `warm-${names}`).replace('WARMTH', `${warmth}`)));
    lab.operate(run);
    await lab.until(`step warm is ${status}`, 40_000, async () => (await lab.step(run, 'warm')).status === status);
    return run;
  }
  const ended = (run: string, status: string) =>
    lab.until(
      `the run is ${status}`,
      60_000,
      async () => (await lab.run(run)).status === status,
      () => lab.standing(run),
    );

  describe('with an instrument', () => {
    const register = (id: string, url: string) =>
      lab.send('engineer', 'POST', '/v1/instruments', { id, driver: 'opentrons-heater-shaker', url, agent: 'bench-1', simulated: true });
    const reason = async (id: string, expected: RegExp) => {
      let seen = '';
      await lab.until(`${id} says ${expected}`, 20_000, async () => {
        const { link, linkReason } = await lab.send<{ link: string; linkReason: string }>('engineer', 'GET', `/v1/instruments/${id}`);
        seen = linkReason;
        // While it is connecting, the reason is only what it is about to do.
        return link === 'offline' && expected.test(linkReason);
      });
      const test = await lab.request('engineer', 'POST', `/v1/instruments/${id}/test`);
      expect(JSON.stringify(test.body)).toMatch(expected);
      await lab.send('engineer', 'POST', `/v1/instruments/${id}/retire`, { reason: 'spec' });
      return seen;
    };

    it('when the port does not exist, names instrument, port and the way out', async () => {
      await register('nowhere', 'serial:///dev/labwright-nowhere');
      expect(await reason('nowhere', /labwright-nowhere/)).toMatch(/^nowhere \(serial:\/\/\/dev\/labwright-nowhere\): /);
    }, 40_000);

    it('when the port is busy, says so', async () => {
      const terminal = readlinkSync(path.join(lab.home, 'dev', 'heater-shaker'));
      await register('second', `serial://${terminal}`);
      await reason('second', /busy|in use|locked/i);
    }, 40_000);

    describe('that is another one', () => {
      let server: Server;
      beforeAll(async () => {
        server = createServer((socket) => {
          socket.on('error', () => undefined);
          socket.on('data', () => socket.write('IKA KS 4000 i control\r\n'));
        }).listen(0, '127.0.0.1');
        await once(server, 'listening');
      });
      afterAll(() => void server.close());

      it('when another device answers, refuses it and says what answered', async () => {
        await register('stranger', `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
        await reason('stranger', /IKA KS 4000/);
      }, 40_000);
    });

    it('when a simulated instrument is registered as a real one in a lab on fast time, refuses the registration', async () => {
      const answer = await lab.request('engineer', 'POST', '/v1/instruments', {
        id: 'real',
        driver: 'opentrons-heater-shaker',
        url: 'serial:///dev/ttyACM0',
        agent: 'bench-1',
        simulated: false,
      });
      expect([answer.status, JSON.stringify(answer.body)]).toEqual([409, expect.stringContaining('LAB_TIME_SCALE=1')]);
    });
  });

  it('when the dispatcher is asked to end in the middle of a step, hands it over within 10 s and the next one goes on without setting again', async () => {
    const run = await runUntil('running');
    await lab.until('the set point is on the wire', 20_000, async () => (await lab.commands(run)).some((c) => c.label.startsWith('M104')));
    const before = await lab.deviceCounters();
    expect(await lab.endDispatcher('SIGTERM')).toBeLessThan(10_000);
    await ended(run, 'completed');
    const after = await lab.deviceCounters();
    expect([(await lab.step(run, 'warm')).attempt, after['wire.M104']]).toEqual([2, before['wire.M104']]);
  }, 120_000);

  it('when the dispatcher is killed in the middle of a step, the instrument is asked, and the run goes on by itself without setting again', async () => {
    const run = await runUntil('running');
    await lab.until('the set point is on the wire', 20_000, async () => (await lab.commands(run)).some((c) => c.label.startsWith('M104')));
    const before = await lab.deviceCounters();
    await lab.endDispatcher('SIGKILL');
    await ended(run, 'completed');
    const after = await lab.deviceCounters();
    expect([(await lab.step(run, 'warm')).attempt, after['wire.M104']]).toEqual([2, before['wire.M104']]);
    const told = (await lab.events(run)).filter(({ type }) => ['step.in_doubt', 'step.reconciled'].includes(type));
    expect(told.map(({ type, data }) => [type, data['answer'] ?? data['asks']])).toEqual([
      ['step.in_doubt', 'instrument'],
      ['step.reconciled', 'again'],
    ]);
  }, 120_000);

  it('when Postgres is killed in a hold, nothing is lost: the run is completed with its readings', async () => {
    const run = await runUntil('holding');
    const before = (await lab.readings(run, 'temperature')).length;
    const old = lab.processes()['postgres'] ?? 0;
    process.kill(old, 'SIGKILL');
    await lab.until('another Postgres is there', 30_000, () => ![old, undefined].includes(lab.processes()['postgres']));
    await ended(run, 'completed');
    expect((await lab.readings(run, 'temperature')).length).toBeGreaterThan(before);
  }, 120_000);

  it('when a run is cancelled in a hold, the instrument is driven to its safe state and the plate has to be confirmed away', async () => {
    const run = await runUntil('holding');
    await lab.send('scientist', 'POST', `/v1/runs/${run}/cancel`, { reason: 'enough' });
    await ended(run, 'cancelled');
    expect(await lab.control('GET', 'truth')).toMatchObject({ rpmTarget: 0, temperatureTarget: null });
    const { labware } = await lab.send<{ labware: { id: string; place: string }[] }>('scientist', 'GET', `/v1/runs/${run}`);
    expect(labware[0]?.place).toBe('heater-shaker.nest');
    await lab.send('technician', 'POST', `/v1/labware/${labware[0]?.id}/moved`, { to: 'bench' });
  }, 120_000);

  it('when the device drops its replies, holds the run and names instrument, command and time-out', async () => {
    const run = await runUntil('running');
    await lab.setFault('dropReplies', true);
    await ended(run, 'held');
    expect((await lab.run(run)).holdReasons.join()).toMatch(/heater-shaker \(serial:.*\): .*no reply to M\d+ .*\d+ ms/);
    await lab.setFault('dropReplies', false);
    await lab.instrumentOnline();
    const { labware } = await lab.send<{ labware: { name: string; place: string }[] }>('scientist', 'GET', `/v1/runs/${run}`);
    const nest = 'heater-shaker.nest';
    const places = [{ nest, labware: labware.find(({ place }) => place === nest)?.name ?? null }];
    await lab.send('technician', 'POST', `/v1/runs/${run}/answer`, { choice: 'redo', note: 'cable', places });
    await ended(run, 'completed');
  }, 180_000);

  it('when the device drops its replies for a moment, goes on by itself', async () => {
    const run = await runUntil('running');
    await lab.setFault('dropReplies', true);
    const noticed = async () => {
      const { attempt, status } = await lab.step(run, 'warm');
      return attempt > 1 || status === 'in_doubt';
    };
    await lab.until('it is noticed', 30_000, noticed);
    await lab.setFault('dropReplies', false);
    await ended(run, 'completed');
    expect((await lab.step(run, 'warm')).attempt).toBeLessThanOrEqual(3);
  }, 180_000);
});
