/*
 * What is in the database before the first request: principals of every role with a key each, keys that may be revoked, protocols in
 * several states of review, runs in several states with readings and tasks, instruments, lots, photos, masks, tests, notifications.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { dist } from './lab.mjs';

const require = createRequire(import.meta.url);
const lib = (name) => require(path.join(dist, `libs/${name}/src`));

const quantity = (value, unit) => ({ value, unit });
const move = (id, to) => ({ id, kind: 'operator', role: 'technician', moves: [{ labware: 'plate', to }], evidence: [{ kind: 'confirm' }] });
const READ = {
  id: 'read',
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  saves: { od: { reading: 'absorbance', wells: { role: 'sample' } } },
};
const ASK = {
  id: 'ask',
  kind: 'consult',
  question: 'Is it dense enough?',
  shows: ['od'],
  adjust: [{ param: 'dense', min: 0.4, max: 0.8, times: 2 }],
  role: 'scientist',
};
const DENSE = [{ id: 'dense', quantity: 'optical_density', default: quantity(0.6, '{AU}'), min: 0.2, max: 1 }];
const UNTIL = {
  id: 'until',
  kind: 'repeat',
  body: [READ, ASK],
  until: 'readings.od.median >= params.dense',
  maxAge: quantity(10, 'min'),
  atMost: quantity(6, 'h'),
  otherwise: 'hold',
};
const SHAKE = {
  id: 'shake',
  kind: 'operation',
  capability: 'shaking_incubation',
  labware: 'plate',
  with: { temperature: quantity(45, 'Cel'), speed: quantity(500, '{rpm}') },
  duration: quantity(2, 'min'),
};
const GROWTH = { name: 'growth', parameters: DENSE, steps: [move('load', 'reader'), UNTIL, move('unload', 'bench')] };
const WARM = { name: 'warm', steps: [move('load', 'shaker'), SHAKE, move('unload', 'bench')] };
const ROLES_BESIDE = { nobody: null };

/** @returns name -> key, one principal for each role, named after it */
export async function seed(database) {
  const { setUpGrowthLab, LabHands } = lib('testing');
  const { Roles } = lib('domain');
  const { createKey, createPrincipal, startRun, pauseRun, cancelRun } = lib('execution');
  const lab = await setUpGrowthLab(database);
  const hands = new LabHands(database, lab);
  hands.reads.set('read', [{ A1: 0.1, B1: 0.5, B2: 'overflow' }]);

  const keys = { ...ROLES_BESIDE };
  await database.transaction(async (tx) => {
    for (const role of Roles) {
      const { id } = await createPrincipal(tx, role, 'user', [role], 'spec');
      keys[role] = (await createKey(tx, id, 'fuzz', null, 'spec')).key;
    }
    const { id } = await createPrincipal(tx, 'leaver', 'service', ['scientist'], 'spec');
    for (let i = 0; i < 40; i++) await createKey(tx, id, `leaver ${i}`, null, 'spec');
  });
  await addInstruments(database, lib('execution'));

  const growth = await lab.approve(GROWTH);
  const warm = await lab.approve(WARM);
  const by = { principalId: lab.author.id, actor: 'user:ada' };
  const start = (run) => database.transaction((tx) => startRun(tx, run.id, 'user:ada'));
  for (let i = 0; i < 3; i++) {
    await warm.newRun({}, i);
    await growth.newRun();
  }
  // One that is asked, one that is over, one that is held, one that is paused, one that is cancelled.
  const asked = await growth.newRun();
  await start(asked);
  await hands.play(asked.id);
  const more = [await warm.newRun(), await warm.newRun(), await warm.newRun()];
  for (const run of more) await start(run);
  await hands.pump();
  await hands.play(more[0].id);
  await hands.pass(600_000);
  await database.transaction((tx) => pauseRun(tx, more[1].id, 'user:ada'));
  await database.transaction((tx) => cancelRun(tx, more[2].id, 'spec', by.actor));
  await hands.pump();
  await database.query(`delete from lab.outbox`);
  await addRest(database, asked.id);
  return keys;
}

async function addInstruments(database, { registerInstrument }) {
  const where = { agent: 'bench-1', settings: {}, limits: {}, location: 'room 12', simulated: true };
  await database.transaction(async (tx) => {
    for (let i = 2; i < 12; i++) {
      const driver = i % 2 === 0 ? 'spec-plate-reader' : 'spec-plate-shaker';
      await registerInstrument(tx, { id: `spare-${i}`, driver, url: `serial:///dev/spare-${i}`, ...where }, 'spec');
    }
    await tx.query(`update lab.instruments set link = 'online', link_reason = 'spec'`);
    await tx.query(`update lab.leases set agent = 'bench-1', owner = 'process-1', machine = 'm', epoch = 1, expires_at = 'infinity'`);
    const found = { ok: true, identity: { model: 'Spec' }, checks: [], roundTripMs: 1 };
    for (const instrument of ['shaker-1', 'reader-1'])
      await tx.query(
        `insert into lab.agent_requests (instrument_id, kind, requested_by, status, result, finished_at)
         values ($1, 'test', 'spec', 'done', $2::jsonb, now()), ($1, 'test', 'spec', 'pending', null, null)`,
        [instrument, JSON.stringify(found)],
      );
  });
}

async function addRest(database, runId) {
  await database.query(
    `insert into lab.notifications (key, kind, run_id, title, happened, place, to_do, contacts)
     select 'seed-' || n, 'run_held', $1, 'A run is held', 'it has a question', 'bench', 'answer it', '{grace}' from generate_series(1, 40) n`,
    [runId],
  );
}

/** A PNG of one grey pixel, or of `size` of them a side. */
export function greyPng(size = 1) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0]);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  const rows = Buffer.alloc((size + 1) * size, 0x7f);
  for (let y = 0; y < size; y++) rows[y * (size + 1)] = 0;
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
