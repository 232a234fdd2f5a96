/*
 * Ids of existing things. A generated request names them as `{{run:3}}`, and the name is filled in when it is sent, so that the requests
 * of a seed are the same whatever ids the database has given.
 */

/** Kind of thing -> query of one column, in the order in which things came. */
const QUERIES = {
  run: `select id from lab.runs order by created_at, id`,
  task: `select id from lab.operator_tasks order by status = 'open' desc, opened_at, id`,
  step: `select s.id from lab.step_instances s join lab.runs r on r.id = s.run_id order by r.created_at, r.id, s.position`,
  instrument: `select id from lab.instruments order by service = 'retired', created_at, id`,
  driver: `select id from lab.drivers order by id`,
  // Nobody whom the requests themselves are sent as.
  principal: `select id from lab.principals p
    where not exists (select from lab.api_keys k where k.principal_id = p.id and k.label = 'fuzz') order by created_at, name`,
  // Never a key that the requests themselves are sent with.
  key: `select k.id from lab.api_keys k join lab.principals p on p.id = k.principal_id where p.name = 'leaver' order by k.label`,
  labware: `select id from lab.labware order by id`,
  lot: `select id from lab.lots order by id`,
  photo: `select sha256 from lab.photos order by sha256`,
  protocol: `select hash from lab.protocols order by created_at, hash`,
  protocolName: `select distinct name from lab.protocols order by name`,
  notification: `select id from lab.notifications order by seq`,
  test: `select id from lab.agent_requests order by created_at, id`,
  cursor: `select xid::text || '-' || id::text from lab.events order by xid, id`,
  reading: `select id from lab.readings order by id`,
};
const PLACE = /\{\{(\w+):(\d+)\}\}/g;
const LIMIT = 300;

export class Pools {
  constructor(database) {
    this.database = database;
    this.ids = new Map();
  }

  /** Looks what there is now. */
  async look() {
    for (const [kind, sql] of Object.entries(QUERIES)) {
      const rows = await this.database.query(`${sql} limit ${LIMIT}`);
      this.ids.set(
        kind,
        rows.map((row) => String(Object.values(row)[0])),
      );
    }
  }

  /** A text with ids in place of their names; a kind of which there is nothing gives `none`. */
  fill(text) {
    return text.replaceAll(PLACE, (_all, kind, number) => {
      const ids = this.ids.get(kind) ?? [];
      return ids.length === 0 ? 'none' : ids[Number(number) % ids.length];
    });
  }
}

/** Kind of thing that a path parameter, or a field of a body or query, names; undefined for what names nothing. */
export function kindOf(name, path) {
  if (name === 'id') {
    const [, kinds] = /^\/v1\/([a-z]+)\//.exec(path) ?? [];
    return (
      { runs: 'run', tasks: 'task', steps: 'step', instruments: 'instrument', principals: 'principal', keys: 'key' }[kinds] ??
      { drivers: 'driver', notifications: 'notification', labware: 'labware' }[kinds]
    );
  }
  if (name === 'hash') return path.startsWith('/v1/photos') ? 'photo' : 'protocol';
  if (name === 'name') return path.includes('/versions') ? 'protocolName' : undefined;
  if (name === 'after') return AFTER.find(([pattern]) => pattern.test(path))?.[1];
  return {
    run: 'run',
    requestId: 'test',
    instrument: 'instrument',
    driver: 'driver',
    protocol: 'protocol',
    with: 'protocol',
    'Last-Event-ID': 'cursor',
  }[name];
}

const AFTER = [
  [/events$/, 'cursor'],
  [/readings$|commands$/, 'reading'],
  [/principals$/, 'principal'],
  [/drivers$/, 'driver'],
  [/instruments$/, 'instrument'],
  [/protocols/, 'protocol'],
  [/runs$/, 'run'],
  [/tasks$/, 'task'],
  [/lots$/, 'lot'],
  [/notifications$/, 'notification'],
];
