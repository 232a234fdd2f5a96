import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ControlServer, type ControlAccess } from './control-server';
import { EchoDevice } from './echo-device';
import { PhysicalLab } from './physics/physical-lab';
import { VirtualInstrument } from './virtual-instrument';

describe('the control port', () => {
  let folder: string;
  let device: EchoDevice;
  let instrument: VirtualInstrument;
  let subject: ControlServer;
  let access: ControlAccess;
  let physics: PhysicalLab;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-control-'));
    device = new EchoDevice();
    instrument = new VirtualInstrument('echo', 'echo-driver', device, folder);
    instrument.plug();
    physics = new PhysicalLab({ now: () => Date.UTC(2026, 0, 5), ambient: () => 22, seed: 1 });
    subject = new ControlServer({ instruments: [instrument], physics });
    access = await subject.listen();
  });

  afterEach(async () => {
    await subject.close();
    await instrument.close();
    fs.rmSync(folder, { recursive: true });
  });

  const ask = async (method: string, route: string, init: RequestInit = {}): Promise<{ status: number; body: unknown }> => {
    const headers = { authorization: `Bearer ${access.token}`, connection: 'close' };
    const response = await fetch(`${access.url}${route}`, { method, headers, ...init });
    return { status: response.status, body: await response.json() };
  };

  it('when asked for the devices, tells everything about each', async () => {
    expect(await ask('GET', '/devices')).toEqual({
      status: 200,
      body: [
        {
          id: 'echo',
          driver: 'echo-driver',
          url: `serial://${folder}/echo`,
          plugged: true,
          switches: [{ name: 'dropReplies', summary: 'no reply leaves the device' }],
          faults: [],
          counters: { bytes: 0, powerCycles: 0 },
          truth: { powered: true },
        },
      ],
    });
  });

  it('when a fault is put and deleted, it is on and off', async () => {
    expect(await ask('PUT', '/devices/echo/faults/dropReplies')).toMatchObject({ status: 200, body: { faults: ['dropReplies'] } });
    expect(device.faults()).toEqual(['dropReplies']);
    expect(await ask('DELETE', '/devices/echo/faults/dropReplies')).toMatchObject({ status: 200, body: { faults: [] } });
  });

  it('when unplugged and plugged in again, the link goes and comes back', async () => {
    expect(await ask('POST', '/devices/echo/unplug')).toMatchObject({ status: 200, body: { plugged: false } });
    expect(fs.existsSync(instrument.link)).toBe(false);
    expect(await ask('POST', '/devices/echo/replug')).toMatchObject({ status: 200, body: { plugged: true } });
    expect(fs.realpathSync(instrument.link)).toMatch(/^\/dev\/pts\/\d+$/);
  });

  it('when power is cycled, counters say so', async () => {
    await ask('POST', '/devices/echo/power-cycle');
    expect(await ask('GET', '/devices/echo/counters')).toEqual({ status: 200, body: { bytes: 0, powerCycles: 1 } });
    expect(await ask('GET', '/devices/echo/truth')).toEqual({ status: 200, body: { powered: true } });
  });

  const dyed = {
    volume: 150,
    od: 0,
    cfuPerMillilitre: 0,
    nutrient: 0,
    iptg: 0,
    induction: 0,
    product: 0,
    spilled: 0,
    evaporated: 0,
    received: 150,
    removed: 0,
    dye: 10,
    protein: 0,
    insulin: 0,
    unfolded: 0,
    inclusion: 0,
    gfp: 0,
    drug: 0,
    resistantCfuPerMillilitre: 0,
    pellet: 0,
    colonies: 0,
    expectedColonies: 0,
    coated: 0,
    antigen: 0,
    label: 0,
  };

  it('when asked for the constants, tells what experiments can find again', async () => {
    const { status, body } = await ask('GET', '/constants');
    expect({ status, body }).toMatchObject({ status: 200, body: { mic: 4, inductionHalf: 0.05, elisaHalf: 2, competence: 1e8 } });
    expect(Object.values(body as object).every((it) => typeof it === 'string' || it > 0)).toBe(true);
    expect(await ask('PUT', '/constants')).toMatchObject({ status: 405 });
  });

  it('when asked for the labware, tells what is where and what is in it', async () => {
    physics.put('l-1', 'plate-96-clear-flat', 'reader.carrier', { run: 'r-1', name: 'culture' });
    physics.transfer([{ from: { material: 'dye' }, to: 'l-1', wells: ['A1'], microlitres: 150 }]);
    const piece = { id: 'l-1', run: 'r-1', name: 'culture', type: 'plate-96-clear-flat', place: 'reader.carrier', temperature: 22 };
    expect(await ask('GET', '/labware')).toEqual({ status: 200, body: [{ ...piece, wells: { A1: dyed } }] });
  });

  it('when asked for the measurements after one, tells what was true at each read', async () => {
    physics.put('l-1', 'plate-96-clear-flat', 'reader.carrier', { run: 'r-1', name: 'culture' });
    physics.transfer([{ from: { material: 'dye' }, to: 'l-1', wells: ['A1'], microlitres: 150 }]);
    for (let read = 0; read < 2; read += 1) {
      const plate = physics.contentsAt('reader.carrier');
      for (const well of ['A1', 'A2']) plate?.absorbance(well, 600);
    }
    physics.contentsAt('reader.carrier')?.fluorescence('A1', 488, 509);
    const atLab = '2026-01-05T00:00:00.000Z';
    const of = { atLab, labware: 'l-1', run: 'r-1', name: 'culture', wells: { A1: dyed } };
    expect(await ask('GET', '/measurements')).toMatchObject({ status: 200, body: [{ n: 1 }, { n: 2 }, { n: 3 }] });
    expect(await ask('GET', '/measurements?after=1')).toEqual({
      status: 200,
      body: [
        { n: 2, kind: 'absorbance', ...of },
        { n: 3, kind: 'fluorescence', ...of },
      ],
    });
    expect(await ask('GET', '/measurements?after=x')).toMatchObject({ status: 400 });
    expect(await ask('POST', '/labware')).toMatchObject({ status: 405 });
  });

  it.each([
    ['GET', '/devices/shaker', 404, 'there is no device shaker; devices: echo', ['echo']],
    ['PUT', '/devices/echo/faults/lidJammed', 404, 'echo has no switch lidJammed; switches: dropReplies', ['dropReplies']],
    ['GET', '/devices/echo/constructor', 404, 'there is no /devices/echo/constructor', expect.arrayContaining(['GET /devices'])],
    ['GET', '/', 404, 'there is no /', expect.arrayContaining(['GET /devices'])],
    ['GET', '/%zz', 404, 'there is no /%zz', expect.arrayContaining(['GET /devices'])],
    ['DELETE', '/devices/echo', 405, 'DELETE is not possible here', expect.arrayContaining(['GET /devices'])],
    ['POST', '/devices/echo/faults/dropReplies', 405, 'POST is not possible here', expect.anything()],
  ])('when asked %s %s, refuses with %d and lists what exists', async (method, route, status, message, allowed) => {
    expect(await ask(method, route)).toEqual({ status, body: { message, allowed } });
  });

  it.each([{}, { authorization: 'Bearer wrong' }])('when the token is missing or wrong (%j), refuses', async (headers) => {
    expect(await ask('POST', '/devices/echo/unplug', { headers })).toMatchObject({ status: 401 });
    expect(instrument.isPlugged).toBe(true);
  });

  it('when a body is too large, refuses it', async () => {
    const sent = ask('PUT', '/devices/echo/faults/dropReplies', { body: 'x'.repeat(100_000) });
    expect(await sent).toMatchObject({ status: 413 });
    expect(device.faults()).toEqual([]);
  });
});
