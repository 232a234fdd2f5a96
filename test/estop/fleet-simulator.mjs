/*
 * The simulated fleet of the emergency stop: the benchmark's, with an ear at each device. A stop is timed where it arrives, behind the
 * pseudo-terminal or at the web interface of the unit, by the wall clock of this machine, which all processes share.
 */
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { built } from '../bench/built.mjs';
import { FAMILIES, instrumentsOf } from '../bench/fleet-families.mjs';
import { isStop } from './stop-bytes.mjs';

const { runService } = built('libs/process/src');
const { simulatorService } = built('apps/simulator/src/simulator.js');
const { EMBEDDED_BIOREACTORS, EMBEDDED_FLEET } = built('apps/simulator/src/fleet.js');
const { PioreactorServer } = built('drivers/pioreactor/src');

const wanted = instrumentsOf(Number(process.env.LABWRIGHT_BENCH_FLEET));
const heard = path.join(process.env.LABWRIGHT_HOME, 'stops-heard.jsonl');
const note = (instrument, what) =>
  appendFileSync(heard, `${JSON.stringify({ instrument, what, at: performance.timeOrigin + performance.now() })}\n`);

/** The same device, whose bytes are looked at before it has them. */
function listening(device, id, driver) {
  const attach = device.attach.bind(device);
  device.attach = (line) => {
    const receive = attach(line);
    let tail = '';
    return (bytes) => {
      // A command may come in pieces, or together with the next one.
      for (const byte of bytes) {
        tail = (tail + String.fromCharCode(byte)).slice(-64);
        const what = isStop(driver, tail);
        if (!what) continue;
        note(id, what);
        tail = '';
      }
      receive(bytes);
    };
  };
  return device;
}

// The unit's own web interface: the call as it comes in.
const unitOf = new Map(wanted.map(({ id, number }) => [`SIM-PIO-${1000 + number}`, id]));
const start = PioreactorServer.prototype.start;
PioreactorServer.prototype.start = function listen(...given) {
  const { device } = this;
  const { http } = device;
  device.http = (request, signal) => {
    if (request.method === 'POST' && /\/jobs\/stop\//.test(request.url)) note(unitOf.get(device.unit) ?? device.unit, 'stop all jobs');
    return http(request, signal);
  };
  return start.apply(this, given);
};

const ofDriver = (driver) => wanted.filter((each) => FAMILIES[each.family].driver === driver);
const numbered = (entry, { id, number }) => ({ ...entry, id, serialNumber: `${entry.serialNumber.slice(0, -4)}${String(1000 + number)}` });
const wired = EMBEDDED_FLEET.filter(({ spare }) => !spare).flatMap((entry) =>
  ofDriver(entry.driver).map((each) => {
    const made = { ...numbered(entry, each), make: (options) => listening(entry.make(options), each.id, entry.driver) };
    return 'serialNumber' in entry.settings ? { ...made, settings: { serialNumber: made.serialNumber } } : made;
  }),
);
const networked = EMBEDDED_BIOREACTORS.flatMap((entry) => ofDriver(entry.driver).map((each) => numbered(entry, each)));

runService(simulatorService(wired, networked));
