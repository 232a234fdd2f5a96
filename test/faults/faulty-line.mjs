/*
 * A serial line that goes wrong, between the pseudo-terminal and a virtual device: wraps the device and adds switches that its control port
 * then knows. Bytes keep their order whatever the faults do, as on a real line.
 */
const SWITCHES = [
  { name: 'line.garbage', summary: 'bytes that no instrument says come in both directions' },
  { name: 'line.halfFrames', summary: 'the second half of every third reply is lost' },
  { name: 'line.slowBytes', summary: 'one byte takes 8 ms, in both directions' },
];
const BYTE_MS = 8;

/** Passes bytes on, one at a time and late while `isSlow()`; what comes behind waits. */
function lane(isSlow, deliver) {
  const waiting = [];
  let timer = null;
  const next = () => {
    timer = null;
    const byte = waiting.shift();
    if (byte !== undefined) deliver(Uint8Array.of(byte));
    if (waiting.length > 0) timer = setTimeout(next, BYTE_MS);
  };
  return {
    push(bytes) {
      if (!isSlow() && waiting.length === 0) return deliver(bytes);
      waiting.push(...bytes);
      timer ??= setTimeout(next, BYTE_MS);
    },
    stop() {
      clearTimeout(timer);
      waiting.length = 0;
    },
  };
}

/** @param random seeded, in [0, 1) */
export function withFaultyLine(device, random) {
  const on = new Set();
  let replies = 0;
  // Above 0x7f: no command of any instrument here, so that noise alone never moves anything.
  const noise = () => Uint8Array.from({ length: 1 + Math.floor(random() * 6) }, () => 0x80 + Math.floor(random() * 0x80));
  const dirty = (bytes) => (on.has('line.garbage') && random() < 0.5 ? Uint8Array.from([...noise(), ...bytes]) : bytes);
  const halved = (bytes) => {
    if (!on.has('line.halfFrames')) return bytes;
    replies += 1;
    return replies % 3 === 0 ? bytes.slice(0, Math.ceil(bytes.length / 2)) : bytes;
  };
  const isSlow = () => on.has('line.slowBytes');
  const lanes = [];
  return {
    attach(line) {
      const toHost = lane(isSlow, (bytes) => line.send(bytes));
      const take = device.attach({ send: (bytes) => toHost.push(dirty(halved(bytes))) });
      const toDevice = lane(isSlow, take);
      lanes.push(toHost, toDevice);
      return (bytes) => toDevice.push(dirty(bytes));
    },
    get faultSwitches() {
      return [...device.faultSwitches, ...SWITCHES];
    },
    setFault(name, wanted) {
      if (!SWITCHES.some((each) => each.name === name)) return device.setFault(name, wanted);
      if (wanted) on.add(name);
      else on.delete(name);
    },
    faults: () => [...device.faults(), ...on],
    counters: () => device.counters(),
    truth: () => device.truth(),
    powerCycle: () => device.powerCycle(),
    dispose() {
      for (const each of lanes) each.stop();
      device.dispose();
    },
  };
}
