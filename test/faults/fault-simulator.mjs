/* The product's simulator, with a fleet for faults and faulty lines. */
import { built } from '../bench/built.mjs';
import { fleetFrom } from './fault-fleet.mjs';
import { withFaultyLine } from './faulty-line.mjs';

const { runService } = built('libs/process/src');
const { simulatorService } = built('apps/simulator/src/simulator.js');
const { seededRandom } = built('apps/simulator/src/seeded-random.js');
const { EMBEDDED_BIOREACTORS, EMBEDDED_FLEET } = built('apps/simulator/src/fleet.js');

const { fleet, bioreactors } = fleetFrom(EMBEDDED_FLEET, EMBEDDED_BIOREACTORS);
const seed = Number(process.env.LABWRIGHT_SEED ?? 1);
const faulty = (process.env.LABWRIGHT_FAULTS_FLEET === 'bioreactors' ? [] : fleet).map((entry) => ({
  ...entry,
  make: (options) => withFaultyLine(entry.make(options), seededRandom(seed, `line of ${entry.serialNumber}`)),
}));

runService(simulatorService(faulty, bioreactors));
