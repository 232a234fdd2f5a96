import type { DeviceWorld, LabwareOnDevice } from '@drivers/kit';
import { ManualTime } from '../../kit/src/conformance/manual-time';
import { decodeBody, type DataBody } from './data-body.protocol';
import { encodeDefinition, type ReadDefinition } from './read-definition.protocol';
import { SynergyH1Device } from './synergy-h1.device';

const a1 = { firstRow: 1, firstColumn: 1, lastRow: 1, lastColumn: 1 };
const corner = { firstRow: 2, firstColumn: 2, lastRow: 3, lastColumn: 3 };

describe('SynergyH1Device', () => {
  let time: ManualTime;
  let subject: SynergyH1Device;
  let said: string;
  let exposed: { temperature: number | null; rpm: number | null }[];
  let tell: (text: string) => void;
  const define = (definition: ReadDefinition): void => {
    tell('D');
    tell(Buffer.from(encodeDefinition(definition)).toString('latin1'));
  };
  const body = (): DataBody => {
    const found = decodeBody(Buffer.from(said.slice(said.indexOf('01,1,')), 'latin1'));
    if (!('body' in found)) throw new Error(`no body in ${JSON.stringify(said)}`);
    return found.body;
  };
  const plate: LabwareOnDevice = {
    absorbance: (well) => (well === 'C2' ? 4.5 : 0.5),
    fluorescence: () => 5e7,
    luminescence: () => 100,
    opticalDensity: () => 0,
    expose: (conditions) => exposed.push(conditions),
    add: () => undefined,
  };
  const make = (world: DeviceWorld): void => {
    subject = new SynergyH1Device({ serialNumber: 'SIM1', world });
    said = '';
    exposed = [];
    const receive = subject.attach({ send: (bytes) => (said += Buffer.from(bytes).toString('latin1')) });
    tell = (text) => receive(Uint8Array.from(Buffer.from(text, 'latin1')));
  };

  beforeEach(() => {
    time = new ManualTime();
    make({ ...time.world(), labwareAt: (nest) => (nest === 'carrier' ? plate : null) });
  });

  afterEach(() => {
    subject.dispose();
    expect(time.pending).toBe(0);
  });

  it.each([
    ['e', '\x061650200  Version 1.04   0000\x03'],
    ['C', '\x06SIM1            0000\x03'],
    ['h', '\x062500000\x03'],
    ['O', '\x060E03\x03'],
    ['x', ''],
    ['?', '\x060E01\x03'],
    ['\x03', ''],
    ['g37000', '\x060000\x03'],
    ['&S1', '\x060000\x03'],
    ['&XX', '\x060E02\x03'],
    ['y08120112407424014381133808548127761670\x03', '\x060000\x03'],
    ['t621720\x03', '\x060000\x03'],
    ['t699999\x03', '\x060E02\x03'],
    ['D004701010108120001200100001100100000106000080580113\x03', '\x060350000000000000010000000000490300000\x03'],
    ['D004701010108120001200100001100100000106000080580114\x03', '\x060E02\x03'],
    ['D004701010108120001200100001100100000106000080220104\x03', '\x060E02\x03'],
    ['Dxxxx', '\x060E02\x03'],
  ])('answers %j with %j', (asked, answer) => {
    for (const byte of asked) tell(byte);
    expect(said).toBe(answer);
  });

  it('says ACK before it takes a parameter, and takes luminescence without ETX', () => {
    tell('D');
    expect(said).toBe('\x06');
    tell('008401010107010001200100001100100000123000020200200-001000-00300000000000000000001351086');
    expect(said).toMatch(/^.\d{37}.$/);
    tell('e');
    expect(said).toContain('Version');
  });

  it('answers a movement when it is over, and counts it only when it moves', async () => {
    tell('J');
    expect(said).toBe('\x06');
    tell('h');
    await time.advance(4_000);
    expect(said).toBe('\x060000\x03\x062500000\x03');
    tell('J');
    expect(said.endsWith('\x060000\x03')).toBe(true);
    expect(subject.counters()).toMatchObject({ 'actions.carrier_out': 1, 'wire.J': 2 });
    expect(subject.truth()['carrier']).toBe('out');
  });

  it('reads a rectangle in serpentine order, with asterisks over range', async () => {
    define({ mode: 'absorbance', wells: corner, wavelength: 600 });
    said = '';
    tell('O');
    expect(said).toBe('\x060000\x03');
    await time.advance(10_000);
    expect(body().wells.map(({ row, column }) => [row, column])).toEqual([
      [2, 2],
      [2, 3],
      [3, 3],
      [3, 2],
    ]);
    expect(body().wells.map(({ value }) => value === null)).toEqual([false, false, false, true]);
    expect(body().record).toBe('228');
    expect(subject.counters()).toMatchObject({ 'actions.read': 1 });
  });

  it('a plate of 96 wells takes 15 to 40 s', async () => {
    define({ mode: 'absorbance', wells: { firstRow: 1, firstColumn: 1, lastRow: 8, lastColumn: 12 }, wavelength: 450 });
    tell('O');
    await time.advance(15_000);
    expect(said).not.toContain('01,1,');
    await time.advance(25_000);
    expect(body().wells).toHaveLength(96);
  });

  it('writes counts with seven digits, and asterisks for more', async () => {
    define({ mode: 'luminescence', wells: a1, integration: 2 });
    tell('O');
    await time.advance(15_000);
    expect(said).toMatch(/,237,01,01,00002\d\d\r\n237/);
    expect(body().wells[0]?.value).toBeGreaterThan(180);
    said = '';
    define({ mode: 'fluorescence', wells: a1, excitation: 485, emission: 528 });
    tell('O');
    await time.advance(15_000);
    expect(said).toContain(',227,01,01,*******\r\n227');
  });

  it('while it reads, hears nothing but x, which ends the read', async () => {
    define({ mode: 'absorbance', wells: a1, wavelength: 600 });
    said = '';
    tell('O');
    tell('hx');
    await time.advance(60_000);
    expect(said).toBe('\x060000\x03');
    expect(subject.counters()).toMatchObject({ 'actions.read': 1, 'actions.abort': 1 });
    tell('e');
    expect(said).toContain('Version');
  });

  it('does not read with the carrier out', async () => {
    define({ mode: 'absorbance', wells: a1, wavelength: 600 });
    tell('J');
    await time.advance(5_000);
    said = '';
    tell('O');
    expect(said).toBe('\x060402\x03');
  });

  it('shakes for as long as the definition says, and tells the plate', async () => {
    define({ mode: 'shake', shape: 'orbital', amplitude: 3, duration: 10 });
    said = '';
    tell('O');
    expect(said).toBe('\x060000\x03');
    expect(exposed.at(-1)).toEqual({ temperature: null, rpm: 567 });
    await time.advance(10_000);
    expect(exposed.at(-1)).toEqual({ temperature: null, rpm: null });
    tell('O');
    tell('x');
    expect(subject.truth()['cycles']).toBe(0);
  });

  it('while it shakes, answers but neither moves nor measures', () => {
    define({ mode: 'shake', shape: 'orbital', amplitude: 6, duration: 960 });
    tell('O');
    said = '';
    tell('h');
    expect(said).toBe('\x062500000\x03');
    define({ mode: 'absorbance', wells: a1, wavelength: 600 });
    for (const character of ['J', 'A', 'O']) {
      said = '';
      tell(character);
      expect(said).toBe('\x060403\x03');
    }
    said = '';
    tell('ix');
    expect(said).toBe('\x060403\x03');
    expect(subject.truth()).toMatchObject({ carrier: 'in', reading: false, cycles: 360 });
  });

  it('warms toward its set point and drifts back to the room', async () => {
    tell('g37000');
    expect(exposed.at(-1)).toEqual({ temperature: 25, rpm: null });
    await time.advance(20 * 60_000);
    expect(exposed.at(-1)?.temperature).toBeCloseTo(37, 1);
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(37, 1);
    tell('g00000');
    await time.advance(24 * 3_600_000);
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(25, 1);
    expect(subject.counters()).toMatchObject({ 'actions.temperature_set': 1, 'actions.temperature_off': 1 });
  });

  it('tells the carrier that the room is around it once it moves out, and the chamber again inside, also while it is empty', async () => {
    subject.dispose();
    make({ ...time.world(), expose: (nest, conditions) => nest === 'carrier' && exposed.push(conditions) });
    tell('g37000');
    await time.advance(30 * 60_000);
    tell('J');
    expect(exposed.at(-1)).toEqual({ temperature: null, rpm: null });
    await time.advance(10_000);
    tell('A');
    await time.advance(10_000);
    expect(exposed.at(-1)?.temperature).toBeCloseTo(37, 1);
  });

  it('after a power cut forgets its set point and definition, and leaves the carrier where it is', async () => {
    tell('g37000');
    define({ mode: 'absorbance', wells: a1, wavelength: 600 });
    tell('J');
    await time.advance(1_000);
    subject.setFault('silentReboot', true);
    expect(subject.truth()).toMatchObject({ temperatureTarget: null, carrier: 'between' });
    said = '';
    tell('O');
    expect(said).toBe('\x060E03\x03');
  });

  it('a status error is said once', () => {
    subject.setFault('statusError', true);
    tell('&S0&S0');
    expect(said).toBe('\x060F01\x03\x060000\x03');
  });

  it('is the same twice with the same seed', async () => {
    const run = async (): Promise<string> => {
      subject.dispose();
      time = new ManualTime();
      make({ ...time.world(7), labwareAt: () => plate });
      define({ mode: 'absorbance', wells: { firstRow: 1, firstColumn: 1, lastRow: 8, lastColumn: 12 }, wavelength: 600 });
      tell('O');
      await time.advance(60_000);
      return said;
    };
    expect(await run()).toBe(await run());
  });

  it('when asked for a fault that it lacks, names those that it has', () => {
    expect(() => subject.setFault('lidJammed', true)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining('carrierJammed') as string }),
    );
  });
});
