import type { DeviceWorld } from './virtual-device.contract';

/**
 * Tells whoever keeps a list of what a device has just counted, when something has changed by it: `actions.*`, what a start-up does by itself
 * (`startup.*`), and `power_cycles`. What came over the wire is none of that.
 */
export function tellAction(world: DeviceWorld, counted: string, detail: number | string | null = null): void {
  if (counted.startsWith('actions.')) world.acted?.(counted.slice('actions.'.length), detail);
  else if (counted === 'power_cycles' || counted.startsWith('startup.')) world.acted?.(counted, detail);
}
