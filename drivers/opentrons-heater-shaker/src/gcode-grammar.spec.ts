import fc from 'fast-check';
import { parseLine } from './gcode-grammar.protocol';
import { encodeCommand, type HeaterShakerCommand } from './heater-shaker.protocol';

const parse = (text: string): ReturnType<typeof parseLine> => parseLine(Uint8Array.from(Buffer.from(text, 'latin1')));

describe('what the device accepts', () => {
  it.each<[string, HeaterShakerCommand]>([
    ['M3 S-10\r\n', { code: 'M3', rpm: -10 }],
    ['M104 S 25\n', { code: 'M104', temperature: 25 }],
    ['M104 S+2.5e1\n', { code: 'M104', temperature: 25 }],
    ['M104 S0x19\n', { code: 'M104', temperature: 25 }],
    ['M104 S-0\n', { code: 'M104', temperature: -0 }],
    ['M105', { code: 'M105' }],
    ['M105.D\n', { code: 'M105.D' }],
    ['M116 C-0.5\n', { code: 'M116', b: null, c: -0.5 }],
    ['M996 HSM1', { code: 'M996', serialNumber: 'HSM1' }],
    ['M996 123456789012345678901234', { code: 'M996', withError: 301 }],
    ['M301 TM P1 I2 D3\n', { code: 'M301', target: 'MOTOR', kp: 1, ki: 2, kd: 3 }],
  ])('%j', (text, command) => {
    expect(parse(text)).toEqual({ commands: [command], unhandled: false });
  });

  it.each([
    'M3 S500',
    'M3 S+500\n',
    'M3 S 500\n',
    'M3 S40000\n',
    'M3 S1.0\n',
    'M104 S-1\n',
    'M104 S25',
    'M104 S25x\n',
    'M1051\n',
    'M996 \n',
    'G28.D S-1\n',
    'M994.D 256\n',
    'M104.D S1.1\n',
    'M301 TX P1 I1 D1\n',
    'm105\n',
  ])('refuses %j', (text) => {
    expect(parse(text)).toEqual({ commands: [], unhandled: true });
  });

  it('takes several codes on one line, up to the first text that is none', () => {
    expect(parse('M105 M123 M241\n').commands.map((command) => command.code)).toEqual(['M105', 'M123', 'M241']);
    expect(parse('M1235\n')).toEqual({ commands: [{ code: 'M123' }], unhandled: true });
    expect(parse('  \r\n')).toEqual({ commands: [], unhandled: false });
  });

  it('takes back whatever the driver writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 3000 }), fc.integer({ min: 3700, max: 9500 }), (rpm, centi) => {
        expect(parseLine(encodeCommand({ code: 'M3', rpm })).commands).toEqual([{ code: 'M3', rpm }]);
        const [command] = parseLine(encodeCommand({ code: 'M104', temperature: centi / 100 })).commands;
        expect(command).toEqual({ code: 'M104', temperature: Math.fround(centi / 100) });
        expect(encodeCommand(command as HeaterShakerCommand)).toEqual(encodeCommand({ code: 'M104', temperature: centi / 100 }));
      }),
    );
  });

  it('throws for no bytes at all, and none whatever', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => void parseLine(bytes)));
    fc.assert(fc.property(fc.stringMatching(/^[MGdfuSBCTPID0-9. \n-]*$/), (text) => void parse(text)));
  });
});
