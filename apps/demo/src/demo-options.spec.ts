import { USAGE, parseDemoOptions } from './demo-options';

describe('parseDemoOptions', () => {
  it('when nothing is said, gives the defaults', () => {
    expect(parseDemoOptions([])).toEqual({ fault: null, seed: 1, timeScale: 60, help: false });
  });

  it.each([
    [['--bogus'], `Unknown option '--bogus'\n${USAGE}`],
    [['now'], `Unexpected argument 'now'\n${USAGE}`],
    [['--fault', 'dropReplies'], '--fault is "dropReplies"; allowed: DEVICE.SWITCH, such as heater-shaker.dropReplies'],
    [['--seed', 'x'], '--seed is "x"; allowed: a whole number from 0 to 4294967295'],
  ])('when told %j, refuses and says what is allowed', (args, message) => {
    expect(() => parseDemoOptions(args)).toThrow(message);
  });
});
