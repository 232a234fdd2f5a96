import { openError } from './transport.errors';

const line = { instrument: 'heater-shaker', url: 'serial:///dev/ttyUSB0' };

it.each([
  [new Error('Error: Permission denied, cannot open /dev/ttyUSB0'), 'DRIVER_TRANSPORT_ACCESS_DENIED', 'group'],
  [Object.assign(new Error('x'), { code: 'EACCES' }), 'DRIVER_TRANSPORT_ACCESS_DENIED', 'group'],
  [new Error('Error Resource temporarily unavailable Cannot lock port'), 'DRIVER_TRANSPORT_BUSY', 'close that program'],
  [new Error('Error: No such file or directory, cannot open /dev/ttyUSB0'), 'DRIVER_TRANSPORT_NOT_FOUND', 'plugged in'],
  [Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), 'DRIVER_TRANSPORT_NOT_FOUND', 'nothing listens'],
])('when opening says "%s", the error is %2$s and says what to do', (cause, code, advice) => {
  const error = openError(line, cause);
  expect(error.code).toBe(code);
  expect(error.message.startsWith('heater-shaker (serial:///dev/ttyUSB0): ')).toBe(true);
  expect(error.message).toContain(advice);
});

it('when serialport says "Error: ..." in its text, the word is left out', () => {
  const { message } = openError(line, new Error('Error: No such file or directory, cannot open /dev/ttyUSB0'));
  expect(message).toContain('cannot be opened (No such file or directory, cannot open /dev/ttyUSB0);');
});
