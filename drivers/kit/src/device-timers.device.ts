import type { DeviceWorld } from './virtual-device.contract';

/** Nothing that a device repeats in lab time comes more often than this, wall milliseconds: at high rates a second of the lab is less. */
const LEAST_WALL_MS = 50;

/** Calls back after wall time, whatever lab time does meanwhile: latencies of a line, patience of a firmware with its host. */
export function afterWall(world: DeviceWorld, wallMs: number, callback: () => void): () => void {
  return world.afterWall ? world.afterWall(wallMs, callback) : world.after(wallMs * (world.rate?.() ?? 1), callback);
}

/**
 * Calls back after lab time, but not before 50 ms of wall time are over. For what a device says or does again and again. A rate that drops
 * meanwhile does not stretch it: both times count from now.
 */
export function afterLab(world: DeviceWorld, labMs: number, callback: () => void): () => void {
  if (!world.afterWall) return world.after(Math.max(labMs, LEAST_WALL_MS * (world.rate?.() ?? 1)), callback);
  let left = 2;
  const one = (): void => {
    left -= 1;
    if (left === 0) callback();
  };
  const cancels = [world.after(labMs, one), world.afterWall(LEAST_WALL_MS, one)];
  return () => cancels.forEach((cancel) => cancel());
}
