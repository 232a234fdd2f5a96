import { USAGE, readLaunchOptions } from './launch-options';

const defaults = { port: 7077, home: '/lab/.labwright', timeScale: 60, seed: 1, selfApprove: false, scriptedOperator: false };

describe('readLaunchOptions', () => {
  it('when nothing is said, gives the defaults', () => {
    expect(readLaunchOptions([], {}, '/lab')).toEqual(defaults);
  });

  it('when a flag and the environment disagree, the flag counts', () => {
    const env = {
      LABWRIGHT_PORT: '8000',
      LAB_TIME_SCALE: '10',
      LABWRIGHT_SEED: '5',
      LABWRIGHT_SELF_APPROVE: '1',
      LABWRIGHT_SCRIPTED_OPERATOR: 'off',
    };
    expect(readLaunchOptions(['--port', '9000', '--home=data'], env, '/lab')).toEqual({
      port: 9000,
      home: '/lab/data',
      timeScale: 10,
      seed: 5,
      selfApprove: true,
      scriptedOperator: false,
    });
    expect(readLaunchOptions(['--scripted-operator'], env, '/lab')).toMatchObject({ scriptedOperator: true });
    expect(readLaunchOptions(['--self-approve'], {}, '/lab')).toEqual({ ...defaults, selfApprove: true });
  });

  it('when the environment asks for a scripted operator, there is one', () => {
    expect(readLaunchOptions([], { LABWRIGHT_SCRIPTED_OPERATOR: 'on' }, '/lab')).toEqual({ ...defaults, scriptedOperator: true });
  });

  it.each(['--help', '-h'])('when help is asked for with %s, says so', (flag) => {
    expect(readLaunchOptions([flag], {}, '/lab')).toBe('help');
  });

  it.each([
    [['--prot', '1'], {}, `Unknown option '--prot'\n${USAGE}`],
    [['fast'], {}, `Unexpected argument 'fast'`],
    [['--port', '70000'], {}, '--port is "70000"; allowed: a whole number from 0 to 65535'],
    [['--time-scale', '0.5'], {}, '--time-scale is "0.5"; allowed: a number from 1 to 3600'],
    [['--time-scale', '3601'], {}, '--time-scale is "3601"; allowed: a number from 1 to 3600'],
    [[], { LABWRIGHT_SCRIPTED_OPERATOR: 'yes' }, 'LABWRIGHT_SCRIPTED_OPERATOR is "yes"; allowed: on, off'],
    [[], { LAB_TIME_SCALE: 'fast' }, 'LAB_TIME_SCALE is "fast"; allowed: a number from 1 to 3600'],
  ])('when told %j with %j, refuses and says what is allowed', (args, env, message) => {
    expect(() => readLaunchOptions(args, env, '/lab')).toThrow(expect.objectContaining({ code: 'SETTING_INVALID' }));
    expect(() => readLaunchOptions(args, env, '/lab')).toThrow(message);
  });
});
