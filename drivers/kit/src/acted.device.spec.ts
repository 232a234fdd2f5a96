import { tellAction } from './acted.device';
import type { DeviceWorld } from './virtual-device.contract';

describe('what a device tells of what it counts', () => {
  const told: unknown[] = [];
  const world: DeviceWorld = {
    labNow: () => 0,
    after: () => () => undefined,
    random: () => 0,
    ambient: () => 22,
    acted: (action, detail) => void told.push([action, detail]),
  };

  it('when something has changed by it, tells what, and to what', () => {
    for (const [counted, detail] of [
      ['actions.speed_set', 500],
      ['actions.home', null],
      ['startup.latch_close', null],
      ['power_cycles', null],
      ['wire.M3', null],
      ['http.run', null],
    ] as const)
      tellAction(world, counted, detail);
    expect(told).toEqual([
      ['speed_set', 500],
      ['home', null],
      ['startup.latch_close', null],
      ['power_cycles', null],
    ]);
  });

  it('when nobody keeps a list, says nothing', () => {
    const { acted: _, ...alone } = world;
    expect(() => tellAction(alone, 'actions.home')).not.toThrow();
  });
});
