/* The fleet that faults are put into: enough of each family that several runs are under way at once. */
const wired = [
  { id: 'heater-shaker', of: 'heater-shaker', serialNumber: 'SIM-HS-0001' },
  { id: 'heater-shaker-2', of: 'heater-shaker', serialNumber: 'SIM-HS-0002' },
  { id: 'incubator', of: 'incubator', serialNumber: 'SIM-IN-0001' },
  { id: 'reader', of: 'reader', serialNumber: 'SIM-SY-0001' },
  { id: 'reader-2', of: 'reader', serialNumber: 'SIM-SY-0002' },
];
const networked = ['bioreactor', 'bioreactor-2', 'bioreactor-3'].map((id, i) => ({ id, serialNumber: `SIM-PIO-000${i + 1}` }));

/** Instruments on a serial line. */
export const WIRED = wired.map(({ id }) => id);
/** Instruments on the broker. */
export const NETWORKED = networked.map(({ id }) => id);

/** The fleet as the simulator takes it, made from the entries of the embedded lab. */
export function fleetFrom(embedded, bioreactors) {
  return {
    fleet: wired.map(({ id, of, serialNumber }) => {
      const { spare: _, ...entry } = embedded.find((each) => each.id === of);
      return { ...entry, id, serialNumber, settings: 'serialNumber' in entry.settings ? { serialNumber } : entry.settings };
    }),
    bioreactors: networked.map((each) => ({ ...bioreactors[0], ...each })),
  };
}
