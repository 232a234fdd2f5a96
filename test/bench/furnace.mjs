/*
 * A furnace of no vendor with eight nests, for the load of an autonomous lab: `HEAT <celsius>` is answered by `HEAT OK` when it is done,
 * after as many wall milliseconds as it was made with. Both ends of its wire, TCP on loopback.
 */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { built } from './built.mjs';

const { ConnectedDriver, LineFramer, Session, nodeTimers, openTransport } = built('drivers/kit/src');

export const NESTS = 8;

/** Labware of the furnace: a crucible would be one more type of the catalogue; what matters here is that eight fit. */
export const CRUCIBLE = 'vial-20ml';

const manifest = {
  driver: 'bench-furnace',
  version: '1.0.0',
  vendor: 'Labwright',
  model: 'furnace of the benchmarks',
  verifiedOnHardware: false,
  transports: ['tcp'],
  capabilities: [
    {
      capability: 'temperature_control',
      ranges: { temperature: { min: 25, max: 120, step: 1, tolerance: 1 } },
      establish: [{ verb: 'ensureTemperature', from: { target: 'temperature' } }],
      end: [],
    },
  ],
  verbs: [{ verb: 'ensureTemperature', repeat: 'state', expectedMs: 2, timeoutMs: 5_000 }],
  nests: Array.from({ length: NESTS }, (_, i) => ({ name: `nest-${i + 1}`, formats: ['vial-20ml'], maxHeightMm: 85 })),
  access: { before: [], after: [], afterRemoval: [] },
  safeState: { verbs: [], stopMs: 5_000 },
  pollMs: { active: 3_600_000, idle: 3_600_000 },
  settingsSchema: { type: 'object', additionalProperties: false, properties: {} },
};

const protocol = {
  lineEnd: 'lf',
  maxLineLength: 80,
  classify: (line) => {
    const [key = '', ...rest] = Buffer.from(line).toString().trim().split(' ');
    return rest.length === 0 ? { is: 'garbage' } : { is: 'reply', key, message: rest.join(' ') };
  },
};

const command = (kind, key, text) => ({
  kind,
  key,
  label: text,
  bytes: Buffer.from(`${text}\n`),
  replyTimeoutMs: 5_000,
  read: (message) => message,
});
const who = command('query', 'WHO', 'WHO');

/** One connection: closed -> open -> closed; `onLost` of its context once when the line ends by itself. */
class FurnaceConnection {
  poller = { setMode: () => undefined };
  constructor(context) {
    const { instrument, url, journal, clock, onNotice, onLost, fence } = context;
    const transport = openTransport(url, { instrument, fence });
    this.session = new Session({ instrument, transport, protocol, journal, clock, timers: nodeTimers, onNotice, onLost, barriers: [] });
  }

  get isOpen() {
    return this.session.isOpen;
  }

  async open() {
    await this.session.open();
    const { value } = await this.session.send(who, { origin: null });
    return { serialNumber: value, firmware: '1', model: manifest.model, simulated: true };
  }

  close() {
    return this.session.close();
  }
}

/** Our end of its wire. */
export const furnaceDriver = {
  manifest,
  create: (context) =>
    new ConnectedDriver(context, {
      manifest,
      attempts: () => [new FurnaceConnection(context)],
      verbs: ({ session }) => ({
        perform: async ({ parameters }, { origin, signal }) => {
          const { commandId, bytes } = await session.send(command('setpoint', 'HEAT', `HEAT ${parameters.target}`), { origin, signal });
          const { target } = parameters;
          return [{ name: 'temperature', value: target, unit: 'Cel', quality: 'ok', target, raw: bytes, commandId }];
        },
        check: () => Promise.resolve({ holds: true, evidence: 'it holds nothing', readings: [] }),
        reconcile: () => Promise.resolve({ verdict: 'unknown', evidence: 'it keeps no record' }),
      }),
    }),
  parseSettings: () => ({}),
};

/** The furnace itself. Gives its transport URL, and what ends it. */
export async function openFurnace(name, takesMs) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const lines = new LineFramer('lf', 80);
    socket.on('data', async (bytes) => {
      for (const { bytes: line } of lines.push(bytes)) {
        const [word] = Buffer.from(line).toString().trim().split(' ');
        if (word === 'HEAT') await delay(takesMs);
        socket.write(word === 'WHO' ? `WHO ${name}\n` : `${word} OK\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `tcp://127.0.0.1:${server.address().port}`,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
