import { openTransport } from './open-transport';
import { parseTransportUrl } from './transport-url';

describe('parseTransportUrl', () => {
  it('reads a serial port with its line settings', () => {
    expect(parseTransportUrl('serial:///dev/ttyUSB0?baud=9600&parity=even&dataBits=7&stopBits=2')).toEqual({
      kind: 'serial',
      path: '/dev/ttyUSB0',
      baud: 9600,
      parity: 'even',
      dataBits: 7,
      stopBits: 2,
      rtscts: false,
    });
  });

  it('takes 115200 8N1 when nothing is said', () => {
    expect(parseTransportUrl('serial:///dev/serial/by-id/usb-x')).toMatchObject({ baud: 115200, parity: 'none', dataBits: 8, stopBits: 1 });
  });

  it('reads a TCP peer, also by IPv6', () => {
    expect(parseTransportUrl('tcp://bench-2:4001')).toEqual({ kind: 'tcp', host: 'bench-2', port: 4001 });
    expect(parseTransportUrl('tcp://[::1]:4001')).toEqual({ kind: 'tcp', host: '::1', port: 4001 });
  });

  it.each([
    ['/dev/ttyUSB0', 'serial:///dev/ttyUSB0'],
    ['http://bench', 'tcp://host:port'],
    ['tcp://bench', 'tcp://host:port'],
    ['serial:///dev/ttyUSB0?parity=mark', 'none, even, odd'],
    ['serial:///dev/ttyUSB0?baud=fast', 'a whole number'],
    ['serial:///dev/ttyUSB0?boud=9600', 'baud'],
    ['serial://', 'serial:///dev/ttyUSB0'],
  ])('when %s is written, refuses it and says what to write', (url, allowed) => {
    expect(() => parseTransportUrl(url)).toThrow(
      expect.objectContaining({ code: 'SETTING_INVALID', message: expect.stringContaining(allowed) as string }),
    );
  });

  it('when a memory line is to be opened outside a spec, refuses it', () => {
    expect(() => openTransport('memory://x', { instrument: 'x', fence: { assertWritable: () => undefined } })).toThrow(
      'lives inside one spec',
    );
  });
});
