/* Tells as soon as a step begins at an instrument, so that faults come at the moments that matter. Bears a database that is away. */
import { setTimeout as delay } from 'node:timers/promises';
import { built } from '../bench/built.mjs';

const { Channel, PgListener } = built('libs/persistence/src');

const AIMS = {
  dose: (verb) => verb === 'dispense',
  read: (verb) => verb?.startsWith('read') === true,
  operation: () => true,
};

export class StepWatch {
  #database;
  #listener;
  #after = '0';
  #looking = Promise.resolve();
  #waiting = new Set();

  constructor(database) {
    this.#database = database;
    this.#listener = new PgListener(database.url, 'labwright faults listener');
  }

  async start() {
    await this.#listener.connect();
    this.#listener.on(Channel.events, () => {
      this.#looking = this.#looking.then(() => this.#look()).catch(() => undefined);
    });
  }

  /** The next step of that kind that begins, `{instrument, verb}`; null when none does within `limitMs`. */
  async next(aim, limitMs) {
    let waiting;
    const met = new Promise((resolve) => {
      waiting = { fits: AIMS[aim], resolve };
      this.#waiting.add(waiting);
    });
    const found = await Promise.race([met, delay(limitMs, null, { ref: false })]);
    this.#waiting.delete(waiting);
    return found;
  }

  stop() {
    return this.#listener.close();
  }

  async #look() {
    const rows = await this.#database.query(
      `select e.id::text, e.instrument_id as instrument, s.definition->'establish'->0->>'verb' as verb
       from lab.events e join lab.step_instances s on s.id = e.step_instance_id
       where e.type = 'step.started' and e.instrument_id is not null and e.id > $1 order by e.id limit 100`,
      [this.#after],
    );
    this.#after = rows.at(-1)?.id ?? this.#after;
    for (const row of rows) for (const { fits, resolve } of [...this.#waiting]) if (fits(row.verb)) resolve(row);
  }
}
