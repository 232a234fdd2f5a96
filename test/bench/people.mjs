/* The people of a lab that is measured, and what they do: approve protocols, start runs, do the tasks. */
import { setTimeout as delay } from 'node:timers/promises';
import { built } from './built.mjs';

const { Channel } = built('libs/persistence/src');
const { approveProtocol, claimTask, completeTask, createPrincipal, createRun, startRun, submitProtocol } = built('libs/execution/src');

/** A scientist, a reviewer and a technician of a database. */
export async function makePeople(database) {
  const make = (name, role) => database.transaction((tx) => createPrincipal(tx, name, 'user', [role], 'bench'));
  const [author, reviewer, technician] = [
    await make('bench-scientist', 'scientist'),
    await make('bench-reviewer', 'reviewer'),
    await make('bench-technician', 'technician'),
  ];
  const as = ({ id, name }) => ({ principalId: id, actor: `user:${name}` });
  const hands = { ...as(technician), roles: ['technician'] };

  /** Oldest first. */
  const openTasks = () =>
    database.query(
      `select id, run_id as "runId", evidence from lab.operator_tasks where status = 'open' and kind <> 'recovery' order by opened_at limit 1000`,
    );
  return {
    author,
    /** Submits a protocol and has it approved. Gives its hash. */
    async approve(document) {
      const { hash } = await database.transaction((tx) => submitProtocol(tx, JSON.stringify(document), as(author)));
      const approval = { hash, parameters: {}, meaning: 'for a measurement', selfApprove: false };
      await database.transaction((tx) => approveProtocol(tx, approval, as(reviewer), false));
      return hash;
    },
    /** Makes a run of an approved protocol on the instruments named. Gives its id. */
    async create(protocolHash, bindings) {
      const request = { protocolHash, parameters: {}, bindings, priority: 0, idempotencyKey: null };
      return (await database.transaction((tx) => createRun(tx, request, as(author)))).id;
    },
    start: (runId) => database.transaction((tx) => startRun(tx, runId, as(author).actor)),
    /** Does one open task, in `takesMs`. */
    async perform({ id, evidence }, takesMs = 0) {
      await database.transaction((tx) => claimTask(tx, id, hands));
      if (takesMs > 0) await delay(takesMs);
      const completion = { evidence: evidence.map((each) => ({ id: each.id, value: true })), note: '', scripted: false };
      await database.transaction((tx) => completeTask(tx, id, hands, completion));
    },
    openTasks,
    /**
     * Does every task as soon as it is open, each in `takesMs`, all at once; a look follows each event of the lab. `stop` gives how many, and
     * throws what went wrong.
     */
    attend(listener, takesMs) {
      const taken = new Set();
      const wrong = [];
      let looking = Promise.resolve();
      const look = async () => {
        for (const task of (await openTasks()).filter(({ id }) => !taken.has(id))) {
          taken.add(task.id);
          this.perform(task, takesMs).catch((error) => wrong.push(error));
        }
      };
      let wanted = 0;
      const kick = () => {
        wanted += 1;
        const mine = wanted;
        // However many events come during a look, one more follows it.
        looking = looking.then(() => (mine === wanted ? look() : undefined)).catch((error) => wrong.push(error));
      };
      const unlisten = listener.on(Channel.events, kick);
      kick();
      return {
        stop: async () => {
          unlisten();
          await looking;
          if (wrong.length > 0) throw wrong[0];
          return taken.size;
        },
      };
    },
  };
}

/** A protocol without anything that a measurement does not need. */
export function protocolOf({ name, labware, steps }) {
  return {
    schema: 'labwright.dev/protocol/v1',
    name,
    version: '1.0.0',
    title: name,
    biosafety: { level: 1, organisms: [] },
    labware,
    steps,
  };
}

/** Where runs stand that have not ended, for the message of a wait that failed. */
export async function standing(database) {
  const rows = await database.query(
    `select r.id, r.status, r.state->'holdReasons' as held, s.step_id as step, s.status as "stepStatus", s.waiting_for as "waitsFor"
     from lab.runs r left join lab.step_instances s on s.run_id = r.id and s.status not in ('pending', 'succeeded', 'skipped', 'cancelled')
     where r.ended_at is null order by r.started_at, s.position limit 40`,
  );
  return rows
    .map(({ id, status, held, step, stepStatus, waitsFor }) => `run ${id} ${status} ${held}: ${step} ${stepStatus}, waits for ${waitsFor}`)
    .join('\n');
}
