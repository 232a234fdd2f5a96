import { parseMqttUrl } from './mqtt-url';

describe('parseMqttUrl', () => {
  it('reads broker, topic root, user and parameters', () => {
    expect(parseMqttUrl('mqtt://bench:1884/site/pioreactor?user=lab&experiment=exp1')).toEqual({
      kind: 'mqtt',
      host: 'bench',
      port: 1884,
      root: 'site/pioreactor',
      user: 'lab',
      parameters: { experiment: 'exp1' },
    });
  });

  it('takes port 1883 and no root when nothing is said', () => {
    expect(parseMqttUrl('mqtt://bench')).toMatchObject({ port: 1883, root: '', user: null });
  });

  it.each([
    'mqtt://lab:hunter2@bench/x',
    'mqtt://bench/x?password=hunter2',
    'http://lab:hunter2@bench',
    'mqtt://bench/a/+/b',
    'mqtt:',
    'bench',
  ])('when %s is written, refuses it without repeating a password', (url) => {
    let message = '';
    try {
      parseMqttUrl(url);
    } catch (error) {
      expect(error).toMatchObject({ code: 'SETTING_INVALID' });
      message = (error as Error).message;
    }
    expect(message).not.toBe('');
    expect(message).not.toContain('hunter2');
  });
});
