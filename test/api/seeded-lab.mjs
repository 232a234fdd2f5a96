/*
 * An embedded Postgres with people, instruments and runs in it, and on it processes of the product. All ends with `stop`, the last first; what
 * cannot be started ends what was.
 */
import { LabProcess, openDatabase, startPostgres } from './lab.mjs';
import { seed } from './seed.mjs';

/** What is tried is how each request is answered, not how many may be sent. */
const UNLIMITED = { LABWRIGHT_RATE_LIMIT: '100000', LABWRIGHT_FAILURE_LIMIT: '1000000' };

export class SeededLab {
  #closing = [];

  static async start() {
    const lab = new SeededLab();
    try {
      lab.postgres = await startPostgres();
      lab.#closing.unshift(() => lab.postgres.stop());
      lab.database = await openDatabase(lab.postgres.url);
      lab.#closing.unshift(() => lab.database.close());
      lab.keys = await seed(lab.database);
      return lab;
    } catch (error) {
      await lab.stop();
      throw error;
    }
  }

  /** @returns {Promise<LabProcess>} ready, with what it says of itself in `announced` */
  async open(app, env = {}) {
    const limits = app === 'api' ? { LABWRIGHT_PORT: '0', ...UNLIMITED } : {};
    const process = new LabProcess(app, { DATABASE_URL: this.postgres.url, ...limits, ...env });
    this.#closing.unshift(() => process.stop());
    await process.ready();
    return process;
  }

  async stop() {
    for (const close of this.#closing.splice(0)) await close();
  }
}
