import { verbCall, type DriverReading, type VerbCall } from '@labwright/domain';
import type { LabwareOnDevice } from '@drivers/kit';
import { Rig } from '../../kit/src/conformance/rig';
import { SynergyH1Device, synergyH1 } from './index';

/**
 * One value a corner and one off every axis: whichever way a plate is turned, mirrored or read in the order of the wire instead of by the
 * places that the device names, one of them moves.
 */
const MARKS: Readonly<Record<string, number>> = { A1: 0.5, A12: 1, H1: 1.5, H12: 2, B7: 2.5, P1: 0.3, P24: 0.7 };
const marked = (well: string): number => MARKS[well] ?? 0.1;
const plate: LabwareOnDevice = {
  absorbance: marked,
  fluorescence: (well) => marked(well) * 10_000,
  luminescence: (well) => marked(well) * 10_000,
  opticalDensity: () => 0,
  expose: () => undefined,
  add: () => undefined,
};
const wells = (rows: number, columns: number): string[] =>
  Array.from({ length: rows * columns }, (_, at) => `${String.fromCharCode(65 + Math.floor(at / columns))}${(at % columns) + 1}`);
const plate96 = { labware: 'plate-96-clear-flat', rows: 8, columns: 12, wells: wells(8, 12) };
const plate384 = { labware: 'plate-384-clear-flat', rows: 16, columns: 24, wells: wells(16, 24) };
const absorbance = verbCall('readAbsorbance', { wavelength: 600 });
const fluorescence = verbCall('readFluorescence', { excitation: 485, emission: 528 });
const luminescence = verbCall('readLuminescence', { integration: 1 });

describe('orientation of a plate, through driver and device', () => {
  const read = async (call: VerbCall): Promise<{ readings: readonly DriverReading[]; wire: string }> => {
    const makeDevice = (made: ConstructorParameters<typeof SynergyH1Device>[0]): SynergyH1Device =>
      new SynergyH1Device({ ...made, world: { ...made.world, labwareAt: () => plate } });
    const rig = new Rig({ module: synergyH1, makeDevice, serialNumber: 'SIM1' });
    try {
      await rig.connect();
      const readings = await rig.perform(call);
      const body = rig.answers.find(({ intent }) => intent.label.startsWith('O '))?.answer.bytes ?? [];
      return { readings, wire: Buffer.from(body).toString('latin1') };
    } finally {
      await rig.end();
    }
  };

  it.each([
    ['absorbance', { ...absorbance, plate: plate96 }, 1],
    ['fluorescence', { ...fluorescence, plate: plate96 }, 10_000],
    ['luminescence', { ...luminescence, plate: plate96 }, 10_000],
    ['absorbance of 384 wells', { ...absorbance, plate: plate384 }, 1],
  ])('%s: every value is in its own well', async (_, call, scale) => {
    const { readings } = await read(call);
    const found = Object.fromEntries(readings.map(({ well = '', value }) => [well, Math.round(((value ?? NaN) / scale) * 10) / 10]));
    expect(found).toEqual(Object.fromEntries(call.plate.wells.map((well) => [well, marked(well)])));
    expect(readings.map(({ well }) => well)).toEqual(call.plate.wells);
  });

  it('although the wire has every second row backwards', async () => {
    const { wire } = await read({ ...absorbance, plate: plate96 });
    const places = [...wire.matchAll(/(\d\d),(\d\d),[+-]/g)].map(([, row, column]) => `${row}-${column}`);
    expect(places).toHaveLength(96);
    expect([places[0], places[11], places[12], places[17], places[23]]).toEqual(['01-01', '01-12', '02-12', '02-07', '02-01']);
  });
});
