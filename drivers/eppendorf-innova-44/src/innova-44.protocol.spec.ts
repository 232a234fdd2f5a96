import { readColumns, valueCells, valuesOf } from './columns.protocol';
import { decodeReply, encodeData } from './innova-44.protocol';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('columns', () => {
  it('the documented header gives the documented order', () => {
    expect(readColumns('Shaker Speed\tTemperature\t%RH\t%CO2\tGrow Lamp\tUV Lamp')).toEqual({
      speed: 0,
      temperature: 1,
      humidity: 2,
      co2: 3,
      growLamp: 4,
      uvLamp: 5,
    });
  });

  it.each([
    ['Temperature\tShaker Speed', { temperature: 0, speed: 1 }],
    ['  Shaker Speed   Lid   Temperature  ', { speed: 0, temperature: 2 }],
    ['Speed\tNew one\tTemp. (C)\t%CO2', { speed: 0, temperature: 2, co2: 3 }],
  ])('reads %j', (header, columns) => {
    expect(readColumns(header)).toEqual(columns);
  });

  it.each(['', 'Shaker Speed', 'Temperature\tTemperature\tSpeed', 'Shaker Speed Temperature'])(
    'when %j does not say where speed and temperature are, takes nothing for granted',
    (header) => expect(readColumns(header)).toBeNull(),
  );

  it('values follow the columns, and a missing one is noticed', () => {
    expect(valuesOf(['37.0', '220'], { temperature: 0, speed: 1 })).toEqual({ temperature: 37, speed: 220 });
    expect(valuesOf(['37.0'], { temperature: 0, speed: 1 })).toBeNull();
  });

  it('the device writes the bytes of the published example', () => {
    const cells = valueCells({ speed: 220, temperature: 37, humidity: 0, co2: 0, growLamp: 0, uvLamp: 0 });
    const data = encodeData({ is: 'numbers', code: 'RV', cells, separator: '\t' });
    expect(Buffer.from(data).toString()).toBe('220\t37.0\t0.0\t0.0\t0\t0\r\n');
  });
});

describe('decodeReply', () => {
  it.each(['OK\r', 'RV\rOK\r\n', 'RV\r\r\n', 'ok T:21.0 /21.0\r\n', 'RV\r220\t37.0\t0.0\t0.0\t0\t0\r\nRV', '\r\n', ''])(
    'makes nothing of %j',
    (text) => expect(decodeReply(bytes(text))).toBeNull(),
  );

  it('reads the power-up line', () => expect(decodeReply(bytes('OK\r\n'))).toEqual({ is: 'ready' }));
});
