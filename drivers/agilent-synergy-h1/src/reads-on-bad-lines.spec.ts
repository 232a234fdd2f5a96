import { verbCall, type VerbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

const wells = ['A1', 'A2', 'B1', 'B2', 'D4'];
const read: VerbCall = {
  ...verbCall('readAbsorbance', { wavelength: 600 }),
  plate: { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells },
};

describe('reads on bad lines', () => {
  let rig: Rig;

  beforeEach(async () => {
    rig = new Rig({ module: synergyH1, makeDevice: (options) => new SynergyH1Device(options), serialNumber: 'SIM1' });
    await rig.connect();
  });

  afterEach(async () => {
    await rig.end();
    expect(rig.time.pending).toBe(0);
  });

  it.each([['splitFrames'], ['doubleFrames'], ['junkBytes'], ['lateReplies']])('%s: each well comes once', async (fault) => {
    // Late data of a read are no harm; late answers to what goes before it are.
    if (fault === 'lateReplies') {
      await rig.perform(verbCall('ensureClosed'));
      const reading = rig.driver.perform(
        { ...read, plate: { ...(read.plate ?? { labware: '', rows: 0, columns: 0 }), wells: ['A1'] } },
        {
          origin: null,
          signal: rig.signal,
        },
      );
      await rig.time.advance(4_000);
      rig.device.setFault(fault, true);
      expect(await rig.time.run(reading)).toHaveLength(1);
      return;
    }
    rig.device.setFault(fault, true);
    const readings = await rig.perform(read);
    expect(readings.map(({ well, quality }) => [well, quality])).toEqual(wells.map((well) => [well, 'ok']));
    expect(rig.device.counters()).toMatchObject({ 'actions.read': 2 });
  });

  it.each([['bytes'], ['merged']] as const)('with %s on the way each well comes once', async (shaping) => {
    rig.line.shaping = shaping;
    expect(await rig.perform(read)).toHaveLength(wells.length);
    expect(rig.device.counters()).toMatchObject({ 'actions.read': 2 });
  });

  it.each([
    ['&', 'failed', 0],
    ['y', 'failed', 0],
    ['A', 'unknown', 0],
    ['O', 'unknown', 1],
  ])('when the answer to %s carries an error status, says so and never reads twice', async (character, outcome, reads) => {
    rig.onHostBytes = (bytes) => {
      if (Buffer.from(bytes).toString() === character) rig.device.setFault('statusError', true);
      return true;
    };
    const error = await rig.failure(rig.driver.perform(read, { origin: null, signal: rig.signal }));
    expect(error).toMatchObject({ code: 'DRIVER_DEVICE_HARDWARE', context: { vendorCode: '0F01', outcome } });
    expect(rig.device.counters()['wire.O'] ?? 0).toBe(reads);
  });
});
