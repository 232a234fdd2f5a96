import { ManualTime } from '../../kit/src/conformance/manual-time';
import type { DeviceWorld } from '@drivers/kit';
import { HeaterShakerDevice } from './heater-shaker.device';

type NestConditions = Parameters<NonNullable<DeviceWorld['expose']>>[1];

describe('HeaterShakerDevice', () => {
  let time: ManualTime;
  let subject: HeaterShakerDevice;
  let said: string;
  let tell: (text: string) => void;
  let exposed: NestConditions[];

  beforeEach(() => {
    time = new ManualTime();
    exposed = [];
    const expose = (nest: string, conditions: NestConditions): void => {
      if (nest === 'nest') exposed.push(conditions);
    };
    subject = new HeaterShakerDevice({ serialNumber: 'SIM1', world: { ...time.world(), expose } });
    said = '';
    const receive = subject.attach({ send: (bytes) => (said += Buffer.from(bytes).toString('latin1')) });
    tell = (text) => receive(Uint8Array.from(Buffer.from(text, 'latin1')));
  });

  afterEach(() => {
    subject.dispose();
    expect(time.pending).toBe(0);
  });

  it.each([
    ['M3 S5000 \n', 'ERR120:main motor:illegal speed OK\n'],
    ['M3 S-10 \n', 'ERR120:main motor:illegal speed OK\n'],
    ['M204 S0\n', 'ERR121:main motor:illegal ramp rate OK\n'],
    ['M104 S100.5 \n', 'ERR213:heater:target temperature out of range OK\n'],
    ['M301 TH P500 I1 D1\n', 'ERR212:heater:control constant out of range OK\n'],
    ['M996 123456789012345678901234\n', 'ERR301:system:serial number invalid format OK\n'],
    ['G99\n', 'ERR003:unhandled gcode OK\n'],
    ['M115 \n', 'M115 FW:v1.0.4-labwright HW:Opentrons-heater-shaker@vLabwright SerialNo:SIM1 OK\n'],
    ['M241\r\nM123 \n', 'M241 STATUS:IDLE_CLOSED OK\nM123 C:0 T:0 OK\n'],
    ['M116 B0.5\nM117\n', 'M116 OK\nM117 B:0.5000 C:0.0000 OK\n'],
  ])('answers %j with %j', (asked, answer) => {
    tell(asked);
    expect(said).toBe(answer);
  });

  it('acknowledges latch and homing when the movement is over', async () => {
    tell('M242 \n');
    expect(said).toBe('');
    tell('M241 \n');
    expect(said).toBe('M241 STATUS:OPENING OK\n');
    await time.advance(2_000);
    expect(said).toBe('M241 STATUS:OPENING OK\nM242 OK\n');
    said = '';
    tell('M3 S500 \n');
    tell('G28 \n');
    expect(said).toBe('ERR126:main motor:plate lock not closed (required) OK\n'.repeat(2));
  });

  it('refuses a speed while it homes, and keeps its old set point until it is home', async () => {
    tell('M3 S500 \n');
    await time.advance(1_500);
    expect(said).toBe('M3 OK\n');
    tell('G28 \n');
    await time.advance(500);
    said = '';
    tell('M3 S600 \nM123 \n');
    expect(said).toMatch(/^ERR127:main motor:currently homing \(cannot interrupt\) OK\nM123 C:\d+ T:500 OK\n$/);
    await time.advance(10_000);
    expect(said).toContain('G28 OK\n');
    expect(subject.truth()).toMatchObject({ rpm: 0, rpmTarget: 0, homed: true });
  });

  it('opens the latch only when the plate is home', async () => {
    tell('M3 S500 \n');
    await time.advance(2_000);
    said = '';
    tell('M242 \n');
    expect(said).toBe('ERR123:main motor:not home (required) OK\n');
  });

  it('counts an action only when something changes', async () => {
    tell('M104 S45 \nM104 S45 \nM104 S50 \n');
    tell('M243 \n');
    expect(subject.counters()).toEqual({ 'actions.temperature_set': 2, 'wire.M104': 3, 'wire.M243': 1 });
  });

  it('after a power cut forgets its set points, closes the latch and homes by itself', async () => {
    tell('M104 S45 \nM242 \n');
    await time.advance(3_000);
    said = '';
    subject.powerCycle();
    expect(subject.truth()).toMatchObject({ temperatureTarget: null, latchStatus: 'IDLE_UNKNOWN', homed: false });
    await time.advance(20_000);
    expect(subject.truth()).toMatchObject({ latch: 'closed', latchStatus: 'IDLE_CLOSED', homed: true });
    expect(said).toBe('');
    expect(subject.counters()).toMatchObject({ 'startup.home': 1, 'startup.latch_close': 1, power_cycles: 1 });
  });

  it('is the same twice with the same seed', async () => {
    const run = async (): Promise<string> => {
      const again = new ManualTime();
      const device = new HeaterShakerDevice({ serialNumber: 'SIM1', world: again.world(7) });
      let text = '';
      const receive = device.attach({ send: (bytes) => (text += Buffer.from(bytes).toString('latin1')) });
      receive(Buffer.from('M104 S60 \n'));
      for (let poll = 0; poll < 20; poll += 1) {
        await again.advance(1_000);
        receive(Buffer.from('M105 \n'));
      }
      device.dispose();
      return text;
    };
    expect(await run()).toBe(await run());
  });

  it('when the block is left alone, cools toward the room', async () => {
    tell('M104 S60 \n');
    await time.advance(600_000);
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(60, 0);
    tell('M106 \n');
    await time.advance(24 * 3_600_000);
    expect(Number(subject.truth()['temperature'])).toBeCloseTo(25, 1);
  });

  it('tells its nest what it does, in half degrees on the way, until all has settled', async () => {
    tell('M104 S37 \nM3 S800 \n');
    expect(exposed[0]).toEqual({ temperature: 25, rpm: 0 });
    await time.advance(5_000);
    expect(exposed.at(-1)).toMatchObject({ rpm: 800 });
    await time.advance(600_000);
    expect(exposed.slice(0, -1).every(({ temperature }) => ((temperature ?? 0.1) * 2) % 1 === 0)).toBe(true);
    expect(exposed.at(-1)?.temperature).toBeCloseTo(37, 1);
    expect(exposed.length).toBeLessThan(100);
    expect(time.pending).toBe(0);
  });

  it('shakes nothing once the latch has begun to open', async () => {
    tell('M3 S800 \n');
    await time.advance(3_000);
    tell('G28 \n');
    await time.advance(10_000);
    tell('M242 \n');
    expect(exposed.at(-1)).toEqual({ temperature: 25, rpm: 0 });
  });

  it('at an hour in a second tells its nest at most twenty times a second', async () => {
    const fast = new ManualTime(3600);
    let told = 0;
    const device = new HeaterShakerDevice({ serialNumber: 'SIM1', world: { ...fast.world(), expose: () => (told += 1) } });
    device.attach({ send: () => undefined })(Buffer.from('M104 S60 \n'));
    await fast.advance(1_000);
    expect(told).toBeLessThan(25);
    device.dispose();
  });

  it('when asked for a fault that it lacks, names those that it has', () => {
    expect(() => subject.setFault('lidJammed', true)).toThrow(
      expect.objectContaining({ code: 'INPUT_INVALID', message: expect.stringContaining('latchJammed') as string }),
    );
  });
});
