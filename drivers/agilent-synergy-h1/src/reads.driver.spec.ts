import { verbCall, type DriverReading, type PlateSelection, type VerbCall } from '@labwright/domain';
import type { LabwareOnDevice } from '@drivers/kit';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

const open = verbCall('ensureOpen');
const close = verbCall('ensureClosed');
const warm = verbCall('ensureTemperature', { target: 37 });
const all = (rows: number, columns: number): string[] =>
  Array.from({ length: rows * columns }, (_, at) => `${String.fromCharCode(65 + Math.floor(at / columns))}${(at % columns) + 1}`);
const plate96 = (wells = all(8, 12)): PlateSelection => ({ labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells });
const od = (plate: PlateSelection = plate96(), wavelength = 600): VerbCall => ({ ...verbCall('readAbsorbance', { wavelength }), plate });

/** No two wells are alike, whichever way the plate is turned or mirrored. */
const asymmetric = (well: string): number => (well.charCodeAt(0) - 64) * 0.1 + Number(well.slice(1)) * 0.012;
const plate: LabwareOnDevice = {
  absorbance: (well) => (well === 'H12' ? 5 : asymmetric(well)),
  fluorescence: (well, excitation, emission) => asymmetric(well) * 10_000 + excitation + emission,
  luminescence: (well) => asymmetric(well) * 1000,
  opticalDensity: () => 0,
  expose: () => undefined,
  add: () => undefined,
};
const valueOf = (readings: readonly DriverReading[], well: string): number => readings.find((r) => r.well === well)?.value ?? NaN;

describe('reads of the synergy-h1 driver', () => {
  let rig: Rig;
  const make = (options: ConstructorParameters<typeof Rig>[1] = {}, on: LabwareOnDevice | null = plate): Rig =>
    (rig = new Rig(
      {
        module: synergyH1,
        makeDevice: (made) => new SynergyH1Device({ ...made, world: { ...made.world, labwareAt: () => on } }),
        serialNumber: 'SIMH10001',
      },
      options,
    ));
  const start = async (options: ConstructorParameters<typeof Rig>[1] = {}, on: LabwareOnDevice | null = plate): Promise<Rig> => {
    make(options, on);
    await rig.connect();
    return rig;
  };
  const begin = (call: VerbCall, signal = rig.signal): Promise<readonly DriverReading[]> =>
    rig.driver.perform(call, { origin: null, signal });
  const fails = (call: VerbCall): ReturnType<Rig['failure']> => rig.failure(begin(call));
  const ask = (call: VerbCall): ReturnType<Rig['driver']['reconcile']> =>
    rig.time.run(rig.driver.reconcile(call, { origin: null, signal: rig.signal }));
  const sent = (text: string): number => rig.written.filter((written) => written === text).length;

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it('reads a plate the right way round, well by well from the places that the device names', async () => {
    await start();
    const readings = await rig.perform(od());
    expect(readings).toHaveLength(96);
    for (const { well = '', value, quality } of readings.filter((reading) => reading.well !== 'H12')) {
      expect(quality).toBe('ok');
      expect(Math.abs((value ?? NaN) - asymmetric(well))).toBeLessThan(0.04);
    }
    const a1 = readings.find(({ well }) => well === 'A1');
    expect(a1).toMatchObject({ name: 'absorbance', unit: '{AU}', wavelength: 600, quality: 'ok' });
    expect(Buffer.from(a1?.raw ?? []).toString()).toMatch(/^01,01,\+0\.1\d{3}$/);
    expect(rig.written.slice(-5)).toEqual([
      'y',
      '08120112407424014381133808548127761670\x03',
      'D',
      '004701010108120001200100001100100000106000080600106\x03',
      'O',
    ]);
  });

  it('when a well lets no light through, says overflow', async () => {
    await start();
    const reading = (await rig.perform(od())).find(({ well }) => well === 'H12');
    expect(reading).toMatchObject({ value: null, quality: 'overflow' });
    expect(Buffer.from(reading?.raw ?? []).toString()).toBe('08,12,*******');
  });

  it('cuts a selection into rectangles, reads each once, and answers in the order of the call', async () => {
    await start();
    const wells = ['D4', 'A1', 'B1', 'B2', 'B3', 'C1', 'C2', 'C3', 'E4'];
    const readings = await rig.perform(od(plate96(wells)));
    expect(readings.map(({ well }) => well)).toEqual(wells);
    expect(rig.device.counters()).toMatchObject({ 'actions.read': 3 });
    const definitions = rig.written.filter((text) => text.startsWith('0047')).map((text) => text.slice(6, 14));
    expect(definitions).toEqual(['01010301', '02020303', '04040504']);
    for (const well of wells) expect(Math.abs(valueOf(readings, well) - asymmetric(well))).toBeLessThan(0.03);
  });

  it('reads 384 wells', async () => {
    await start();
    const plate384 = { labware: 'plate-384-clear-flat', rows: 16, columns: 24, wells: all(16, 24) };
    const readings = await rig.perform(od(plate384));
    expect(readings).toHaveLength(384);
    expect(Math.abs(valueOf(readings, 'P1') - asymmetric('P1'))).toBeLessThan(0.06);
  });

  it('reads fluorescence at both wavelengths and at the focal height of the settings', async () => {
    await start({ settings: { focalHeight: 8 } });
    const call = { ...verbCall('readFluorescence', { excitation: 485, emission: 528 }), plate: plate96(['A1', 'A2']) };
    const readings = await rig.perform(call);
    expect(readings[0]).toMatchObject({ name: 'fluorescence', unit: '{RFU}', quality: 'ok' });
    expect(Math.abs(valueOf(readings, 'A2') - (asymmetric('A2') * 10_000 + 1013))).toBeLessThan(150);
    expect(rig.written).toContain('622220\x03');
  });

  it('reads luminescence over the integration time, and waits as long as that takes', async () => {
    await start();
    const call = { ...verbCall('readLuminescence', { integration: 5 }), plate: plate96() };
    const before = rig.time.wallNow();
    const readings = await rig.perform(call);
    expect(rig.time.wallNow() - before).toBeGreaterThan(96 * 5_000);
    expect(readings[0]).toMatchObject({ name: 'luminescence', unit: '{RLU}' });
    expect(Math.abs(valueOf(readings, 'A1') - 560)).toBeLessThan(50);
    expect(rig.written).toContain('321720\x03');
  });

  it('when nothing stands on the carrier, reads next to nothing', async () => {
    await start({}, null);
    for (const { value } of await rig.perform(od(plate96(['A1', 'H12'])))) expect(Math.abs(value ?? NaN)).toBeLessThan(0.01);
  });

  it('in a simulated lab that runs 20 times as fast, a read takes its lab time and not more', async () => {
    await start({ rate: 20 });
    await rig.perform(close);
    const before = rig.time.labNow();
    await rig.perform(od());
    const seconds = (rig.time.labNow() - before) / 1000;
    expect(seconds).toBeGreaterThan(15);
    expect(seconds).toBeLessThan(40);
  });

  it.each([
    [od(plate96(), 229), 230, 999],
    [od(plate96(), 1000), 230, 999],
    [{ ...verbCall('readFluorescence', { excitation: 485, emission: 701 }), plate: plate96() }, 250, 700],
    [{ ...verbCall('readLuminescence', { integration: 20 }), plate: plate96() }, 0.2, 19.8],
    [verbCall('ensureTemperature', { target: 28.9 }), 29, 45],
    [verbCall('ensureTemperature', {}), 29, 45],
  ])('when a value is out of range, refuses it before any byte (%#)', async (call, min, max) => {
    await start();
    const writes = rig.written.length;
    expect(await fails(call)).toMatchObject({ code: 'DRIVER_LIMIT_EXCEEDED', retry: 'never', context: { min, max, outcome: 'failed' } });
    expect(rig.written).toHaveLength(writes);
  });

  it.each([
    [verbCall('readAbsorbance', { wavelength: 600 }), 'names no plate'],
    [od({ ...plate96(), labware: 'deep-well-96' }), 'plate-96-clear-flat'],
    [od({ ...plate96(), rows: 16 }), 'has 8 rows'],
    [od(plate96(['I1'])), 'no well I1'],
    [od(plate96(['A1', 'A1'])), 'twice'],
    [od(plate96([])), 'no well is selected'],
  ])('when the plate does not fit, refuses it before any byte (%#)', async (call, why) => {
    await start();
    const writes = rig.written.length;
    const error = await fails(call);
    expect(error).toMatchObject({ code: 'DRIVER_DEVICE_BAD_PARAMETER', retry: 'never' });
    expect(error.message).toContain(why);
    expect(rig.written).toHaveLength(writes);
  });

  it('when the carrier is out, does not read', async () => {
    await start();
    await rig.perform(open);
    expect(await fails(od())).toMatchObject({ code: 'DRIVER_DEVICE_INTERLOCK', context: { outcome: 'failed' } });
    expect(sent('O')).toBe(0);
  });

  it('when the lamp fails, the read is refused with the status of the device', async () => {
    await start();
    rig.device.setFault('lampFailed', true);
    expect(await fails(od())).toMatchObject({ code: 'DRIVER_DEVICE_HARDWARE', context: { vendorCode: '0D01' } });
    expect(sent('O')).toBe(1);
  });

  it.each([
    ['is lost', 'dropReplies', 'DRIVER_TIMEOUT'],
    ['is damaged', 'corruptNextFrame', 'DRIVER_FRAME_INVALID'],
  ])('when the data of a read %s, does not read again and says that the outcome is unknown', async (_, fault, code) => {
    await start();
    await rig.perform(close);
    const read = begin(od());
    await rig.time.advance(1_000);
    rig.device.setFault(fault, true);
    const error = await rig.failure(read);
    expect(error).toMatchObject({ code, retry: 'after_reconcile', context: { outcome: 'unknown' } });
    expect(sent('O')).toBe(1);
    rig.device.setFault(fault, false);
    expect((await ask(od())).verdict).toBe('unknown');
    expect((await rig.perform(od()))[0]).toMatchObject({ quality: 'ok' });
    expect((await ask(od())).verdict).toBe('done');
    expect((await ask(od(plate96(), 450))).verdict).toBe('unknown');
  });

  it('when the data pause for longer than a reply may, waits for the rest', async () => {
    await start();
    await rig.perform(close);
    const send = rig.line.send.bind(rig.line);
    rig.line.send = (bytes) => {
      if (bytes.length < 100) return send(bytes);
      send(bytes.slice(0, 500));
      rig.time.after(8_000, () => send(bytes.slice(500)));
    };
    expect(await rig.perform(od())).toHaveLength(96);
  });

  it('when the data of another read come, does not take them', async () => {
    await start();
    await rig.perform(close);
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() !== 'O') return true;
      rig.line.send(
        Buffer.from('\x060000\x0301,1,\r000:00:00.0,237,04,04,0000018\r\n,05,04,0000017\r\n,06,04,0000014\r\n237\x1a210\x1a0000\x03'),
      );
      return false;
    };
    const error = await fails(od(plate96(['A1'])));
    expect(error).toMatchObject({ code: 'DRIVER_FRAME_INVALID', context: { outcome: 'unknown' } });
    expect(error.message).toContain('D4');
  });

  it('when the device leaves a well out, says that it is missing', async () => {
    await start();
    await rig.perform(close);
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() !== 'O') return true;
      rig.line.send(
        Buffer.from('\x060000\x0301,1,\r000:00:00.0,237,04,04,0000018\r\n,05,04,0000017\r\n,06,04,0000014\r\n237\x1a210\x1a0000\x03'),
      );
      return false;
    };
    const call = { ...verbCall('readLuminescence', { integration: 1 }), plate: plate96(['D4', 'E4', 'F4', 'G4']) };
    expect((await rig.perform(call)).map(({ well, value, quality }) => [well, value, quality])).toEqual([
      ['D4', 18, 'ok'],
      ['E4', 17, 'ok'],
      ['F4', 14, 'ok'],
      ['G4', null, 'missing'],
    ]);
  });

  it('when a read is cancelled, sends x at once and leaves the line usable', async () => {
    await start();
    await rig.perform(close);
    const abort = new AbortController();
    const read = begin(od(), abort.signal);
    await rig.time.advance(3_000);
    expect(rig.device.truth()['reading']).toBe(true);
    const before = sent('x');
    abort.abort();
    expect(await rig.failure(read)).toMatchObject({ code: 'DRIVER_CANCELLED' });
    expect(sent('x')).toBe(before + 1);
    expect(rig.device.truth()['reading']).toBe(false);
    expect((await ask(od())).verdict).toBe('unknown');
    expect(await rig.perform(od(plate96(['A1'])))).toHaveLength(1);
  });

  it('when a later rectangle fails, keeps the data of the earlier ones in the error', async () => {
    await start();
    await rig.perform(close);
    const read = begin(od(plate96(['A1', 'C3'])));
    await rig.time.advance(9_000);
    rig.device.setFault('dropReplies', true);
    const error = await rig.failure(read);
    expect(error).toMatchObject({ code: 'DRIVER_TIMEOUT', retry: 'after_reconcile', context: { outcome: 'unknown' } });
    const { partialHex = '' } = error.context as { partialHex?: string };
    expect(Buffer.from(partialHex, 'hex').toString('latin1')).toContain(',228,01,01,+0.11');
    expect(sent('O')).toBe(2);
  });

  it('when the cable is pulled during a read, says that its outcome is unknown', async () => {
    await start();
    await rig.perform(close);
    const read = begin(od());
    await rig.time.advance(3_000);
    rig.line.unplug();
    expect(await rig.failure(read)).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'unknown' } });
    expect(rig.losses).toHaveLength(1);
  });

  it('while a read is under way, telemetry waits and nothing else is sent', async () => {
    await start();
    rig.driver.setPollMode('active');
    await rig.perform(close);
    const from = rig.written.length;
    const [readings] = await rig.time.run(Promise.all([begin(od()), rig.driver.check(warm, { origin: null, signal: rig.signal })]));
    expect(readings).toHaveLength(96);
    expect(rig.written.slice(from).indexOf('h')).not.toBe(-1);
    const order = rig.written.slice(from).filter((text) => ['y', 'D', 'O', 'h'].includes(text));
    expect(order.slice(order.indexOf('y'), order.indexOf('y') + 3)).toEqual(['y', 'D', 'O']);
  });

  describe('in the record', () => {
    const recorded = (): { text: string; outcome: string; durationMs: number }[] =>
      rig.answers
        .filter(({ intent }) => intent.label.startsWith('O '))
        .map(({ answer }) => ({
          text: Buffer.from(answer.bytes).toString('latin1'),
          outcome: answer.outcome,
          durationMs: answer.durationMs,
        }));

    it('the answer to O has every byte of the read, and its readings name it', async () => {
      await start();
      const earlier = rig.answers.length;
      let received = '';
      const send = rig.line.send.bind(rig.line);
      rig.line.send = (bytes) => ((received += Buffer.from(bytes).toString('latin1')), send(bytes));
      const readings = await rig.perform(od(plate96(['A1', 'A2', 'C3'])));
      expect(recorded().map(({ text, outcome }) => [text.slice(0, 6), outcome])).toEqual([
        ['\x060000\x03', 'succeeded'],
        ['\x060000\x03', 'succeeded'],
      ]);
      for (const { text } of recorded()) expect(received).toContain(text);
      expect(recorded()[0]?.text).toMatch(/01,01,.{7},01,02,.{7}\r\n228/);
      expect(recorded()[0]?.text.endsWith('\x1a0000\x03')).toBe(true);
      expect(recorded()[1]?.text).toContain(',03,03,');
      expect(recorded()[0]?.durationMs).toBeGreaterThan(5_000);
      const commands = rig.intents.filter(({ label }) => label.startsWith('O ')).map(({ commandId }) => commandId);
      expect(readings.map(({ commandId }) => commands.indexOf(commandId))).toEqual([0, 0, 1]);
      // Every byte that came is the answer to some command.
      const answers = rig.answers.slice(earlier).map(({ answer }) => Buffer.from(answer.bytes).toString('latin1'));
      expect(answers.join('')).toBe(received);
    });

    it('while the data are awaited, O has no answer yet', async () => {
      await start();
      const read = begin(od());
      await rig.time.advance(10_000);
      expect(sent('O')).toBe(1);
      expect(recorded()).toEqual([]);
      await rig.time.run(read);
      expect(recorded()).toHaveLength(1);
    });

    it.each([
      ['the line ends', () => rig.line.unplug(), 'unknown'],
      ['the rest never comes', () => undefined, 'unknown'],
    ])('when %s in the middle of the data, what came is there', async (_, trouble, outcome) => {
      await start();
      await rig.perform(close);
      const send = rig.line.send.bind(rig.line);
      rig.line.send = (bytes) => send(bytes.length < 100 ? bytes : bytes.slice(0, 500));
      const read = rig.failure(begin(od()));
      await rig.time.advance(60_000);
      trouble();
      await read;
      expect(recorded()).toHaveLength(1);
      expect(recorded()[0]).toMatchObject({ outcome, text: expect.stringContaining('\x060000\x0301,1,') as string });
      expect(recorded()[0]?.text).toHaveLength(506);
    });

    it('when a read is cancelled in the middle of its data, what came is there', async () => {
      await start();
      await rig.perform(close);
      const send = rig.line.send.bind(rig.line);
      rig.line.send = (bytes) => send(bytes.length < 100 ? bytes : bytes.slice(0, 500));
      const abort = new AbortController();
      const read = rig.failure(begin(od(), abort.signal));
      await rig.time.advance(60_000);
      abort.abort();
      expect((await read).code).toBe('DRIVER_CANCELLED');
      expect(recorded()).toHaveLength(1);
      expect(recorded()[0]?.text).toHaveLength(506);
      expect(recorded()[0]?.outcome).toBe('failed');
    });

    it('damaged data are there as they came', async () => {
      await start();
      const read = rig.failure(begin(od()));
      await rig.time.advance(10_000);
      rig.device.setFault('corruptNextFrame', true);
      await read;
      expect(recorded()).toHaveLength(1);
      expect(recorded()[0]?.outcome).toBe('unknown');
      expect(recorded()[0]?.text.length).toBeGreaterThan(1000);
    });
  });
});
