import { afterLab, afterWall } from './device-timers.device';
import type { DeviceWorld } from './virtual-device.contract';

/** A world whose timers a spec fires by hand. */
function world(withWall: boolean, rate = 1) {
  const lab: { ms: number; fire: () => void }[] = [];
  const wall: { ms: number; fire: () => void }[] = [];
  const into = (list: typeof lab) => (ms: number, fire: () => void) => {
    const timer = { ms, fire };
    list.push(timer);
    return () => void list.splice(list.indexOf(timer), 1);
  };
  const made: DeviceWorld = { labNow: () => 0, random: () => 0, ambient: () => 22, rate: () => rate, after: into(lab) };
  return { lab, wall, made: withWall ? { ...made, afterWall: into(wall) } : made };
}

describe('timers of a virtual device', () => {
  it('when a lab has wall time, a latency is wall time, whatever the rate', () => {
    const { made, wall, lab } = world(true, 3600);
    afterWall(made, 3, () => undefined);
    expect([wall.map(({ ms }) => ms), lab]).toEqual([[3], []]);
  });

  it('when a lab has none, a latency is as much lab time as that is now', () => {
    const { made, lab } = world(false, 60);
    afterWall(made, 3, () => undefined);
    expect(lab.map(({ ms }) => ms)).toEqual([180]);
  });

  it('when something is repeated, comes after its lab time and after 50 ms of wall time, whichever is later', () => {
    const { made, wall, lab } = world(true, 3600);
    let times = 0;
    afterLab(made, 5_000, () => (times += 1));
    expect([lab.map(({ ms }) => ms), wall.map(({ ms }) => ms)]).toEqual([[5_000], [50]]);
    lab[0]?.fire();
    expect(times).toBe(0);
    wall[0]?.fire();
    expect(times).toBe(1);
  });

  it('when a repetition is taken back, leaves no timer', () => {
    const { made, wall, lab } = world(true);
    afterLab(made, 5_000, () => undefined)();
    expect([wall, lab]).toEqual([[], []]);
  });
});
