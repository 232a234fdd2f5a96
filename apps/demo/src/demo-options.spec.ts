import { USAGE, parseDemoOptions } from './demo-options';

describe('parseDemoOptions', () => {
  it('when nothing is said, gives the defaults', () => {
    expect(parseDemoOptions([])).toEqual({
      all: false,
      protocols: [],
      protocol: 'insulin-expression',
      draft: null,
      fault: null,
      seed: 1,
      seeds: null,
      timeScale: 3600,
      report: null,
      help: false,
    });
  });

  it('when many seeds are asked for, begins where nothing was tuned', () => {
    expect(parseDemoOptions(['--seeds', '20'])).toMatchObject({ seed: 2001, seeds: 20 });
    expect(parseDemoOptions(['--seeds', '3', '--seed', '7'])).toMatchObject({ seed: 7, seeds: 3 });
  });

  it('when all are asked for, takes the protocols that are named, or none for the whole library', () => {
    expect(parseDemoOptions(['--all'])).toMatchObject({ all: true, protocols: [], seeds: null });
    expect(parseDemoOptions(['--all', '--protocol', 'a', '--protocol', 'b'])).toMatchObject({ all: true, protocols: ['a', 'b'] });
  });

  it('when a draft is asked for, has the request without blanks around it, and may have a fault and a report', () => {
    expect(parseDemoOptions(['--draft', ' Grow BL21 overnight ', '--fault', 'a.b', '--report', 'r.html'])).toMatchObject({
      draft: 'Grow BL21 overnight',
      fault: { device: 'a', name: 'b' },
      report: 'r.html',
    });
  });

  it.each([
    [['--draft', ' '], '--draft is ""; allowed: a request of 1 to 20000 characters'],
    [['--draft', 'x'.repeat(20_001)], `--draft is "${'x'.repeat(79)}…"; allowed: a request of 1 to 20000 characters`],
    [['--draft', 'Grow', '--all'], '--draft is "Grow"; allowed: one run, without --all, --seeds and --protocol'],
    [['--draft', 'Grow', '--seeds', '2'], '--draft is "Grow"; allowed: one run, without --all, --seeds and --protocol'],
    [['--draft', 'Grow', '--protocol', 'a'], '--draft is "Grow"; allowed: one run, without --all, --seeds and --protocol'],
    [['--protocol', 'a', '--protocol', 'b'], '--protocol is "a b"; allowed: one name, or several with --all'],
    [['--all', '--fault', 'a.b'], '--fault is "a.b"; allowed: no fault with --all'],
    [['--bogus'], `Unknown option '--bogus'\n${USAGE}`],
    [['now'], `Unexpected argument 'now'\n${USAGE}`],
    [['--fault', 'dropReplies'], '--fault is "dropReplies"; allowed: DEVICE.SWITCH, such as heater-shaker.dropReplies'],
    [['--seed', 'x'], '--seed is "x"; allowed: a whole number from 0 to 4294967295'],
    [['--seeds', '0'], '--seeds is "0"; allowed: a whole number from 1 to 100'],
    [['--protocol', '../x'], '--protocol is "../x"; allowed: the name of a folder of protocols/'],
  ])('when told %j, refuses and says what is allowed', (args, message) => {
    expect(() => parseDemoOptions(args)).toThrow(message);
  });
});
