import type { DeviceWorld, LabwareOnDevice } from '@drivers/kit';
import { ManualTime } from '../../kit/src/conformance/manual-time';
import { Innova44Device } from './innova-44.device';

describe('Innova44Device', () => {
  let time: ManualTime;
  let subject: Innova44Device;
  let said: string;
  let chunks: { at: number; bytes: Uint8Array }[];
  let tell: (text: string) => Promise<void>;
  let exposed: { nest: string; temperature: number | null; rpm: number | null }[];

  beforeEach(() => {
    time = new ManualTime();
    exposed = [];
    const labwareAt = (nest: string): LabwareOnDevice | null =>
      nest === 'clamp-2'
        ? ({ expose: (conditions) => void exposed.push({ nest, ...conditions }) } as Partial<LabwareOnDevice> as LabwareOnDevice)
        : null;
    const world: DeviceWorld = { ...time.world(), labwareAt };
    subject = new Innova44Device({ serialNumber: '', world });
    said = '';
    chunks = [];
    const receive = subject.attach({
      send: (bytes) => {
        said += Buffer.from(bytes).toString('latin1');
        chunks.push({ at: time.wallNow(), bytes });
      },
    });
    tell = async (text) => {
      said = '';
      receive(Uint8Array.from(Buffer.from(text, 'latin1')));
      await time.advance(200);
    };
  });

  afterEach(() => {
    subject.dispose();
    expect(time.pending).toBe(0);
  });

  it('returns each character after 1 to 3 ms, in its order', async () => {
    await tell('CT 37.0\r');
    expect(said).toBe('CT 37.0\r');
    const gaps = chunks.map(({ at }, index) => at - (chunks[index - 1]?.at ?? 0));
    expect(chunks.every(({ bytes }) => bytes.length === 1)).toBe(true);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(3);
  });

  it.each([
    ['RI\r', 'RI\rDisplay 2.10 SIM\tControl 1.07 SIM\r\n'],
    ['RP\r', 'RP\rShaker Speed\tTemperature\t%RH\t%CO2\tGrow Lamp\tUV Lamp\r\n'],
    ['RS\r', 'RS\r0\t25.0\t0.0\t0.0\t0\t0\r\n'],
    // The command is carried out at its CR, before the LF is there.
    ['RS\r\n', 'RS\r0\t25.0\t0.0\t0.0\t0\t0\r\n\n'],
    ['PM\r', 'PM\r0 0 0\r\n'],
    ['PR 1 2\r', 'PR 1 2\r1 2 0.0 0 0.0 0 0 0 0\r\n'],
    ['?D\r', '?D\r0 0 0 26 1 1 4\r\n'],
    ['=D 23 59 59 26 7 31 5\r?D\r', '=D 23 59 59 26 7 31 5\r?D\r23 59 59 26 7 31 5\r\n'],
    ['CL 1\rCU 1\rRS\r', 'CL 1\rCU 1\rRS\r0\t25.0\t0.0\t0.0\t1\t1\r\n'],
    ['PW 1 2 30.0 100 0.0 1 0 0 1\rPR 1 2\r', 'PW 1 2 30.0 100 0.0 1 0 0 1\rPR 1 2\r1 2 30.0 100 0.0 1 0 0 1\r\n'],
    ['nonsense\r', 'nonsense\r'],
  ])('answers %j', async (asked, answer) => {
    await tell(asked);
    expect(said).toBe(answer);
  });

  it('only echoes a set point out of range and keeps the old one', async () => {
    await tell('CS 500\rCS 24\rCT 90.0\rRS\r');
    expect(said).toBe('CS 500\rCS 24\rCT 90.0\rRS\r0\t25.0\t0.0\t0.0\t0\t0\r\n');
    expect(subject.counters()).toEqual({ 'wire.CS': 2, 'wire.CT': 1, 'wire.RS': 1 });
  });

  it('speeds up by 20 rpm a second and warms with a time constant of 20 minutes', async () => {
    await tell('CS 220\rCT 37.0\r');
    await time.advance(4_800);
    expect(Number(subject.truth()['rpm'])).toBeCloseTo(100, -1);
    await time.advance(20 * 60_000 - 5_000);
    expect(subject.truth()).toMatchObject({ rpm: 220, rpmTarget: 220 });
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(37 - 12 / Math.E, 1);
  });

  it('cools more slowly than it warms, and never below the room', async () => {
    await tell('CT 37.0\r');
    await time.advance(5 * 3_600_000);
    await tell('CT 10.0\r');
    await time.advance(20 * 60_000);
    expect(Number(subject.truth()['temperature'])).toBeGreaterThan(25 + 12 / Math.E);
    await time.advance(24 * 3_600_000);
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(25, 1);
  });

  it('with the lid open stops the drive, keeps the set point, and goes on when it is closed', async () => {
    await tell('CS 220\r');
    await time.advance(20_000);
    subject.setFault('lidOpen', true);
    await time.advance(5_000);
    expect(subject.truth()).toMatchObject({ rpm: 0, rpmTarget: 220, lid: 'open' });
    subject.setFault('lidOpen', false);
    await time.advance(20_000);
    expect(subject.truth()).toMatchObject({ rpm: 220, lid: 'closed' });
  });

  it('after a power cut is deaf for a while, says OK, and has its set points back', async () => {
    await tell('CS 220\rCT 37.0\r');
    await time.advance(20_000);
    subject.powerCycle();
    await tell('RV\r');
    expect(said).toBe('');
    await time.advance(2_000);
    expect(said).toBe('OK\r\n');
    expect(subject.truth()).toMatchObject({ rpmTarget: 220, temperatureTarget: 37, powered: true });
    await time.advance(20_000);
    expect(subject.truth()).toMatchObject({ rpm: 220 });
  });

  it('after a silent reboot says nothing and has lost its set points', async () => {
    await tell('CS 220\rCT 37.0\r');
    said = '';
    subject.setFault('silentReboot', true);
    await time.advance(30_000);
    expect(said).toBe('');
    expect(subject.truth()).toMatchObject({ rpm: 0, rpmTarget: 0, temperatureTarget: 25 });
    expect(subject.faults()).toEqual([]);
  });

  it('when a command stops for longer than ten seconds, starts anew', async () => {
    await tell('CS 2');
    await time.advance(11_000);
    await tell('RS\r');
    expect(said).toContain('RS\r0\t25.0');
  });

  it('tells the labware in its clamps what it does to them, until all has settled', async () => {
    await tell('CS 220\r');
    expect(exposed[0]).toEqual({ nest: 'clamp-2', temperature: 25, rpm: 0 });
    await time.advance(60_000);
    expect(exposed.at(-1)).toEqual({ nest: 'clamp-2', temperature: 25, rpm: 220 });
    expect(time.pending).toBe(0);
    await tell('CT 37.0\r');
    await time.advance(8 * 3_600_000);
    expect(exposed.at(-1)?.temperature).toBeCloseTo(37, 0);
    expect(time.pending).toBe(0);
  });

  it('tells all six clamps, whether or not anything stands in them', async () => {
    const told = new Set<string>();
    const device = new Innova44Device({ serialNumber: '', world: { ...time.world(), expose: (nest) => told.add(nest) } });
    device.attach({ send: () => undefined })(Buffer.from('CS 220\r'));
    expect([...told]).toEqual(['clamp-1', 'clamp-2', 'clamp-3', 'clamp-4', 'clamp-5', 'clamp-6']);
    device.dispose();
  });

  it('starts a stored profile step and counts what really changed', async () => {
    await tell('PW 1 1 30.0 100 0.0 1 0 0 1\rPS 1 1\rPM\r');
    expect(said).toContain('PM\r1 1 1\r\n');
    expect(subject.truth()).toMatchObject({ rpmTarget: 100, temperatureTarget: 30, growLamp: true });
    await tell('PS\rPM\rPC 1\rPR 1 1\r');
    expect(said).toBe('PS\rPM\r0 0 0\r\nPC 1\rPR 1 1\r1 1 0.0 0 0.0 0 0 0 0\r\n');
    expect(subject.counters()).toMatchObject({ 'actions.speed_set': 1, 'actions.temperature_set': 1, 'actions.lamps_set': 1 });
  });

  it('is the same twice with the same seed', async () => {
    const run = async (): Promise<string> => {
      const again = new ManualTime();
      const device = new Innova44Device({ serialNumber: '', world: again.world(7) });
      let text = '';
      const receive = device.attach({ send: (bytes) => (text += Buffer.from(bytes).toString('latin1')) });
      receive(Buffer.from('CT 37.0\rCS 220\r'));
      for (let poll = 0; poll < 20; poll += 1) {
        receive(Buffer.from('RV\r'));
        await again.advance(5_000);
      }
      device.dispose();
      return text;
    };
    expect(await run()).toBe(await run());
  });

  it('when asked for a fault that it lacks, names those that it has', () => {
    expect(() => subject.setFault('latchJammed', true)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining('lidOpen') as string }),
    );
  });
});
