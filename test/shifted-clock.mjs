/*
 * Preload (`node --import`) that shifts the clock of a whole process by SHIFT_CLOCK_MS, as on a machine whose clock is wrong: `Date` in all
 * its forms and the origin of `performance`. Its timers and `performance.now()` go as ever, as those of such a machine do.
 */
const shift = Number(process.env.SHIFT_CLOCK_MS);
if (!Number.isFinite(shift)) throw new Error('SHIFT_CLOCK_MS is not a number of milliseconds');

const RealDate = Date;
const now = () => RealDate.now() + shift;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, asked) => Reflect.construct(target, args.length === 0 ? [now()] : args, asked),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});
const origin = performance.timeOrigin + shift;
Object.defineProperty(performance, 'timeOrigin', { get: () => origin });
