import fc from 'fast-check';
import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { decodeBody, encodeBody, serpentine, type DataBody } from './data-body.protocol';
import { SynergyH1Device, synergyH1 } from './index';
import { encodeParameter, LEAD_CHARACTERS, parseParameter, type Parameter } from './parameter.protocol';
import { encodeDefinition, parseDefinition, type ReadDefinition } from './read-definition.protocol';
import { decodeReply, encodeReply, type SynergyH1Reply } from './reply.protocol';
import { encodeCommand, parseCommand } from './synergy-h1.protocol';

const subject = {
  module: synergyH1,
  makeDevice: (options: ConstructorParameters<typeof SynergyH1Device>[0]) => new SynergyH1Device(options),
  serialNumber: 'SIM1',
};
const rectangle = fc
  .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 24 }), fc.nat(15), fc.nat(23))
  .map(([firstRow, firstColumn, down, right]) => ({
    firstRow,
    firstColumn,
    lastRow: Math.min(16, firstRow + down),
    lastColumn: Math.min(24, firstColumn + right),
  }));
const nm = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const definitions: fc.Arbitrary<ReadDefinition> = fc.oneof(
  fc.record({ mode: fc.constant('absorbance' as const), wells: rectangle, wavelength: nm(230, 999) }),
  fc.record({ mode: fc.constant('fluorescence' as const), wells: rectangle, excitation: nm(250, 700), emission: nm(250, 700) }),
  fc.record({
    mode: fc.constant('luminescence' as const),
    wells: rectangle,
    integration: fc.integer({ min: 1, max: 99 }).map((n) => n / 5),
  }),
  fc.record({
    mode: fc.constant('shake' as const),
    shape: fc.constantFrom('linear' as const, 'orbital' as const),
    amplitude: fc.integer({ min: 1, max: 6 }),
    duration: fc.integer({ min: 1, max: 960 }),
  }),
);
const mm = fc.integer({ min: 1, max: 9000 }).map((value) => value / 100);
const parameters: fc.Arbitrary<Parameter> = fc.oneof(
  fc.record({ to: fc.constant('&' as const), slow: fc.boolean() }),
  fc.record({ to: fc.constant('g' as const), temperature: fc.option(fc.integer({ min: 1, max: 99_999 }).map((value) => value / 1000)) }),
  fc.record({
    to: fc.constant('t' as const),
    light: fc.constantFrom('fluorescence' as const, 'luminescence' as const),
    focalHeight: fc.integer({ min: 4500, max: 13_880 }).map((value) => value / 1000),
  }),
  fc
    .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 24 }), mm, mm, mm, mm, mm)
    .map(([rows, columns, firstRowAt, firstColumnAt, width, length, height]) => ({
      to: 'y' as const,
      geometry: { rows, columns, firstRowAt, lastRowAt: firstRowAt, firstColumnAt, lastColumnAt: firstColumnAt, width, length, height },
    })),
  definitions.map((definition) => ({ to: 'D' as const, definition })),
);
const bodies: fc.Arbitrary<DataBody> = fc
  .tuple(rectangle, fc.constantFrom('absorbance' as const, 'counts' as const), fc.infiniteStream(fc.option(fc.nat(39_999))))
  .map(([wells, format, values]) => ({
    plate: '01',
    read: '1',
    time: '000:00:00.0',
    record: format === 'absorbance' ? '228' : '237',
    tailRecord: '228',
    format,
    status: '0000',
    wells: serpentine(wells).map((place, at) => {
      const value = at === 0 ? 7 : (values.next().value as number | null);
      return { ...place, value: value !== null && format === 'absorbance' ? value / 10_000 : value };
    }),
  }));

describe('random input', () => {
  it('definitions of any rectangle and wavelength are read as they were written', () => {
    fc.assert(fc.property(definitions, (definition) => expect(parseDefinition(encodeDefinition(definition))).toEqual(definition)));
  });

  it('parameters are read as they were written, also where nobody knows for which command', () => {
    fc.assert(
      fc.property(parameters, (parameter) => {
        expect(parseParameter(parameter.to, encodeParameter(parameter))).toEqual(parameter);
        expect(parseCommand(encodeParameter(parameter))).toEqual({ is: 'parameter', parameter });
      }),
    );
  });

  it('bodies are read as they were written, and no body with one byte changed or cut is read', () => {
    fc.assert(
      fc.property(bodies, fc.nat(), fc.integer({ min: 1, max: 255 }), (body, at, mask) => {
        const bytes = encodeBody(body);
        expect(decodeBody(bytes)).toEqual({ body });
        const outsideStatus = Math.min(at % bytes.length, bytes.length - 6);
        // Before the time stands nothing that is summed.
        const inside = Math.max(6, outsideStatus);
        expect(decodeBody(bytes.map((byte, index) => (index === inside ? byte ^ mask : byte)))).toHaveProperty('error');
        expect(decodeBody(bytes.slice(0, at % bytes.length))).toEqual({ error: 'form' });
      }),
      { numRuns: 60 },
    );
  });

  it('nothing throws for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => {
        decodeReply(bytes);
        const command = parseCommand(bytes);
        if (command) expect(Buffer.from(encodeCommand(command)).equals(Buffer.from(bytes))).toBe(true);
        for (const to of LEAD_CHARACTERS) parseParameter(to, bytes);
      }),
    );
  });

  it('replies are read as they were written', () => {
    const status = fc.stringMatching(/^[0-9A-F]{4}$/);
    const replies: fc.Arbitrary<SynergyH1Reply> = fc.oneof(
      fc.record({ is: fc.constant('status' as const), acknowledged: fc.boolean(), status }),
      fc.record({ is: fc.constant('serial_number' as const), serialNumber: fc.stringMatching(/^[A-Z0-9-]{1,16}$/), status }),
      fc.record({ is: fc.constant('temperature' as const), digits: fc.integer({ min: 40, max: 700 }).map((tenths) => `${tenths}0000`) }),
    );
    fc.assert(fc.property(replies, (reply) => expect(decodeReply(encodeReply(reply))).toEqual(reply)));
  });

  it('the driver survives cut, flipped and missing bytes, and reads true values once the line is clean again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ cut: fc.nat(30), flip: fc.nat(30), bit: fc.nat(7), drop: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        async (damage) => {
          const rig = new Rig(subject);
          try {
            await rig.connect();
            const clean = rig.line.send.bind(rig.line);
            let next = 0;
            rig.line.send = (bytes) => {
              const hurt = damage[next];
              next += 1;
              if (!hurt) return clean(bytes);
              const bad = Uint8Array.from(bytes, (byte, index) => (index === hurt.flip ? byte ^ (1 << hurt.bit) : byte));
              clean(bad.slice(0, hurt.cut));
              if (!hurt.drop) clean(bad.slice(hurt.cut));
            };
            const call = verbCall('ensureTemperatureOff');
            const plate = { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells: ['A1', 'B2'] };
            const tries = [call, { ...verbCall('readAbsorbance', { wavelength: 600 }), plate }, call];
            for (const each of tries) {
              await rig.time.run(
                rig.driver
                  .perform(each, { origin: null, signal: rig.signal })
                  .catch((error: { code?: string }) => expect(error.code).toMatch(/^DRIVER_/)),
              );
            }
            next = damage.length;
            await rig.time.advance(200_000);
            if (rig.losses.length > 0) await rig.connect();
            const { readings } = await rig.time.run(rig.driver.check(call, { origin: null, signal: rig.signal }));
            expect(Math.abs((readings[0]?.value ?? NaN) - 25)).toBeLessThan(0.11);
          } finally {
            await rig.end();
          }
          expect(rig.time.pending).toBe(0);
        },
      ),
      { numRuns: 40, seed: 20260101 },
    );
  });
});
