/* The simulated fleet of the benchmark: the product's simulator, with many instruments of each of the four families. */
import { built } from './built.mjs';
import { FAMILIES, instrumentsOf } from './fleet-families.mjs';

const { runService } = built('libs/process/src');
const { simulatorService } = built('apps/simulator/src/simulator.js');
const { EMBEDDED_BIOREACTORS, EMBEDDED_FLEET } = built('apps/simulator/src/fleet.js');

const wanted = instrumentsOf(Number(process.env.LABWRIGHT_BENCH_FLEET), process.env.LABWRIGHT_BENCH_FAMILY);
const ofDriver = (driver) => wanted.filter((each) => FAMILIES[each.family].driver === driver);
const numbered = (entry, { id, number }) => ({ ...entry, id, serialNumber: `${entry.serialNumber.slice(0, -4)}${String(1000 + number)}` });

const wired = EMBEDDED_FLEET.filter(({ spare }) => !spare).flatMap((entry) =>
  ofDriver(entry.driver).map((each) => {
    const made = numbered(entry, each);
    return 'serialNumber' in entry.settings ? { ...made, settings: { serialNumber: made.serialNumber } } : made;
  }),
);
const networked = EMBEDDED_BIOREACTORS.flatMap((entry) => ofDriver(entry.driver).map((each) => numbered(entry, each)));

runService(simulatorService(wired, networked));
