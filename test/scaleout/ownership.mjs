/**
 * Who owned which instrument under which epoch, looked up all the time: every epoch belongs to one process, so that the commands of an epoch
 * tell who sent them.
 */
export class OwnershipBook {
  #epochs = new Map();
  #stop = false;
  #first = new Map();
  looks = 0;

  constructor(database) {
    this.database = database;
  }

  start(everyMs = 200) {
    this.#loop = (async () => {
      while (!this.#stop) {
        await this.look();
        await new Promise((resolve) => setTimeout(resolve, everyMs));
      }
    })();
    this.#loop.catch(() => undefined);
    return this;
  }
  #loop = Promise.resolve();

  async stop() {
    this.#stop = true;
    await this.#loop;
  }

  /** The epoch of each instrument now. */
  async look() {
    const rows = await this.database.query(
      `select l.instrument_id as id, l.epoch::int as epoch, l.agent as owner, i.agent as given from lab.leases l join lab.instruments i on i.id = l.instrument_id
       where l.expires_at > clock_timestamp()`,
    );
    this.looks += 1;
    for (const { id, epoch, owner, given } of rows) {
      if (!this.#first.has(id)) this.#first.set(id, epoch);
      this.#epochs.set(`${id} ${epoch}`, { owner, given });
    }
    return new Map(rows.map(({ id, epoch }) => [id, epoch]));
  }

  /** Commands that were sent since the first look: how many by the agent that the instrument was given to, and those of anybody else. */
  async commands() {
    const rows = await this.database.query(
      `select instrument_id as id, epoch::int as epoch, count(*)::int as count from lab.commands group by instrument_id, epoch`,
    );
    const since = rows.filter(({ id, epoch }) => epoch >= (this.#first.get(id) ?? Infinity));
    const own = ({ id, epoch }) => {
      const held = this.#epochs.get(`${id} ${epoch}`);
      return held !== undefined && held.owner === held.given;
    };
    const sum = (list) => list.reduce((total, { count }) => total + count, 0);
    return { own: sum(since.filter(own)), others: sum(since.filter((row) => !own(row))), epochs: this.#epochs.size };
  }
}
