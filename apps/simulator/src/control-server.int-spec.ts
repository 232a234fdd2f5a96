import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ControlServer, type ControlAccess } from './control-server';
import { EchoDevice } from './echo-device';
import { VirtualInstrument } from './virtual-instrument';

describe('the control port', () => {
  let folder: string;
  let device: EchoDevice;
  let instrument: VirtualInstrument;
  let subject: ControlServer;
  let access: ControlAccess;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'labwright-control-'));
    device = new EchoDevice();
    instrument = new VirtualInstrument('echo', 'echo-driver', device, folder);
    instrument.plug();
    subject = new ControlServer([instrument]);
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
