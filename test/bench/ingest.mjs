/*
 * Readings per second from MQTT, QoS 1, through the product into Postgres: units of Pioreactor hold their monitoring, and a publisher sends
 * measurements of them as fast as the broker takes them. From the first one published to the last one in the database; each must be there
 * once. References of the same run: the same messages through the same broker to clients that only count them, and a COPY of the same rows
 * into a table with the same columns, checks and indexes. The slower of the two is the one that counts.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { built, load } from './built.mjs';
import { copyRows, rowsAsText } from './copy-rows.mjs';
import { figure } from './figures.mjs';
import { instrumentsOf } from './fleet-families.mjs';
import { startLab, until } from './bench-lab.mjs';
import { makePeople, protocolOf, standing } from './people.mjs';

const { setLabScale } = built('libs/persistence/src');
const { connectAsync } = load('mqtt');

const AIM = { is: 'at least', ratio: 0.5 };
/** Optical densities that no culture has, so that rows of the publisher are told from those of the units themselves. */
const VALUE = 1_000_000;
/** Settling takes a minute of lab time; measured is a lab whose time runs like that of the wall. */
const TIME_SCALE = 20;

const monitoring = protocolOf({
  name: 'monitor',
  labware: [{ id: 'vial', type: 'vial-20ml' }],
  steps: [
    { id: 'load', kind: 'operator', moves: [{ labware: 'vial', to: 'bioreactor' }], duration: { value: 1, unit: 's' } },
    { id: 'watch', kind: 'operation', capability: 'optical_density_monitoring', labware: 'vial', duration: { value: 20, unit: 'h' } },
    { id: 'unload', kind: 'operator', moves: [{ labware: 'vial', to: 'bench' }], duration: { value: 1, unit: 's' } },
  ],
});

/** A publisher that is connected. `publish` lets it go, and resolves when the broker has all. */
async function connectPublisher(job) {
  const child = fork(path.join(import.meta.dirname, 'publisher.mjs'));
  const connected = once(child, 'message');
  child.send(job);
  await connected;
  return {
    publish: async () => {
      const sent = once(child, 'message');
      child.send('go');
      await sent;
    },
  };
}

/** Wall milliseconds until clients that only count have all messages. */
async function brokerLoop(job) {
  let left = job.count;
  let over = () => undefined;
  const done = new Promise((resolve) => (over = resolve));
  const clients = await Promise.all(
    job.units.map(async (unit) => {
      const client = await connectAsync(job.brokerUrl, { clientId: `bench-count-${unit}`, reconnectPeriod: 0 });
      client.on('message', (topic, payload, { retain }) => {
        // What is retained is history.
        if (retain) return;
        left -= 1;
        if (left === 0) over();
      });
      await client.subscribeAsync(`pioreactor/${unit}/${job.experiment}/od_reading/od1`, { qos: 1 });
      return client;
    }),
  );
  const publisher = await connectPublisher(job);
  const begun = performance.now();
  await Promise.all([publisher.publish(), done]);
  const took = performance.now() - begun;
  await Promise.all(clients.map((client) => client.endAsync()));
  return took;
}

/** Wall milliseconds until the product has stored all of them. @throws Error when one is missing or there twice */
async function throughTheProduct(database, job, more) {
  const stored = async () => (await database.query(`select count(*)::int as n from lab.readings where value >= $1`, [VALUE]))[0].n;
  const publisher = await connectPublisher(job);
  const begun = performance.now();
  const sent = publisher.publish();
  await until(`all ${job.count} readings are stored`, 300_000, async () => (await stored()) >= job.count, {
    everyMs: 100,
    more: async () => `${await stored()} of them are\n${more()}`,
  });
  const took = performance.now() - begun;
  await sent;
  const [{ n, different }] = await database.query(
    `select count(*)::int as n, count(distinct value)::int as different from lab.readings where value >= $1`,
    [VALUE],
  );
  if (n !== job.count || different !== job.count)
    throw new Error(`${job.count} readings were published; ${n} are stored, ${different} different ones`);
  return took;
}

const COLUMNS = `run_id, step_instance_id, instrument_id, name, well, value, unit, quality, target, raw, simulated, command_id, at_wall, at_lab, wavelength`;

async function measure({ small, say }) {
  const [units, count] = small ? [2, 2_000] : [8, 40_000];
  const instruments = instrumentsOf(units, 'bioreactor');
  process.env.LABWRIGHT_BENCH_FLEET = String(units);
  process.env.LABWRIGHT_BENCH_FAMILY = 'bioreactor';
  const lab = await startLab({
    services: ['postgres', 'broker', 'dispatcher', 'simulator'],
    programs: { simulator: path.join(import.meta.dirname, 'fleet-simulator.mjs') },
    timeScale: TIME_SCALE,
  });
  delete process.env.LABWRIGHT_BENCH_FAMILY;
  const { database, urls } = lab;
  const more = () => lab.lines.slice(-20).join('\n');
  try {
    const online = async () =>
      (await database.query(`select count(*)::int as n from lab.instruments where link = 'online'`))[0].n === units;
    await until(`${units} bioreactors are online`, 120_000, online, { everyMs: 200, more });
    const people = await makePeople(database);
    const hash = await people.approve(monitoring);
    for (const { id } of instruments) await people.start(await people.create(hash, { bioreactor: id }));
    const holding = async () => {
      for (const task of await people.openTasks()) await people.perform(task);
      return (await database.query(`select 1 from lab.step_instances where step_id = 'watch' and status = 'holding'`)).length === units;
    };
    await until(`${units} bioreactors monitor`, 180_000, holding, { everyMs: 200, more: () => standing(database) });
    await database.transaction((tx) => setLabScale(tx, 1));
    const settings = await database.query(`select settings from lab.instruments order by id`);
    const [{ lab: labNow }] = await database.query(`select lab.lab_now() as lab`);
    const job = {
      brokerUrl: urls.broker,
      units: settings.map((row) => row.settings.unit),
      experiment: settings[0].settings.experiment,
      count,
      // After everything that the units say of themselves: an older measurement is dropped.
      baseMs: labNow.getTime() + 86_400_000,
      value: VALUE,
    };
    say(`${units} bioreactors monitor; ${count} measurements are published`);
    const productMs = await throughTheProduct(database, job, more);
    say(`all stored in ${(productMs / 1_000).toFixed(1)} s`);
    // The product's subscribers rest meanwhile: other units, same broker.
    const others = { ...job, units: job.units.map((unit) => `count-${unit}`) };
    const loopMs = await brokerLoop(others);
    say(`counted by bare clients in ${(loopMs / 1_000).toFixed(1)} s`);
    await database.query(`create schema bench`);
    await database.query(`create table bench.readings (like lab.readings including all)`);
    const text = await rowsAsText(urls.database, `select ${COLUMNS} from lab.readings where value >= ${VALUE} order by id`);
    const copyMs = await copyRows(urls.database, `bench.readings (${COLUMNS})`, text);
    say(`copied in ${(copyMs / 1_000).toFixed(1)} s`);
    const rate = (ms) => (count * 1_000) / ms;
    const slower = loopMs > copyMs ? 'the broker loop' : 'COPY';
    const what = `readings of ${units} units`;
    const value = rate(productMs);
    const unit = 'readings/s';
    return [
      figure({
        what,
        value,
        unit,
        reference: { what: `the slower reference: ${slower}`, value: rate(Math.max(loopMs, copyMs)) },
        aim: AIM,
      }),
      figure({ what, value, unit, reference: { what: 'the same messages to clients that count', value: rate(loopMs) } }),
      figure({ what, value, unit, reference: { what: 'COPY of the same rows', value: rate(copyMs) } }),
    ];
  } finally {
    await lab.stop();
  }
}

export const ingest = {
  name: 'ingest',
  about: 'readings per second from MQTT QoS 1 into Postgres, against a raw broker loop and COPY',
  measure,
};
