import { serialAttempts } from './serial-settings';

it.each([
  [
    'serial:///dev/ttyUSB0',
    ['serial:///dev/ttyUSB0?baud=9600&stopBits=2&rtscts=on', 'serial:///dev/ttyUSB0?baud=38461&stopBits=2&rtscts=on'],
  ],
  ['serial:///dev/ttyUSB0?baud=38461', ['serial:///dev/ttyUSB0?baud=38461&stopBits=2&rtscts=on']],
  [
    'serial:///dev/ttyUSB0?stopBits=1',
    ['serial:///dev/ttyUSB0?baud=9600&stopBits=1&rtscts=on', 'serial:///dev/ttyUSB0?baud=38461&stopBits=1&rtscts=on'],
  ],
  ['tcp://127.0.0.1:4001', ['tcp://127.0.0.1:4001']],
])('%s is tried as %j', (url, attempts) => {
  expect(serialAttempts(url)).toEqual(attempts);
});
