/*
 * The product with a scripted endpoint for its model: an embedded Postgres, the built API, principals, an instrument. All on loopback, and all
 * ends with `stop`.
 */
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { built } from '../bench/built.mjs';
import { LabProcess, root } from '../api/lab.mjs';

const DONE_MS = 60_000;
const KEY = 'sk-of-a-scripted-endpoint-0123456789';
const { openScriptedModel } = built('libs/testing/src');
const { ProtocolSchema, draftOf, parseProtocol } = built('libs/protocol/src');
/** What no text may change, and what an approval covers. */
const KEPT = {
  limits: 'select id, limits from lab.instruments order by id',
  policies: 'select hash, document from lab.site_policies order by id',
  protocols: 'select hash, status, document from lab.protocols order by hash',
  approvals: 'select id, protocol_hash, envelope, signed_hash from lab.reviews order by id',
  plans: 'select id, plan_hash, plan, parameters from lab.runs order by id',
  adjustments: 'select * from lab.adjustments order by id',
  rights: 'select id, name, kind, roles from lab.principals order by id',
};

/** Texts of a model: a protocol of the library as a draft, and the same with a temperature that no instrument reaches. */
export function scriptedDrafts() {
  const text = readFileSync(path.join(root, 'apps/api/src/fixtures/warm-shake.yaml'), 'utf8');
  const whole = draftOf(ProtocolSchema.parse(parseProtocol(text).document));
  const tooHot = structuredClone(whole);
  for (const parameter of tooHot.parameters) parameter.default.value = 400;
  const answer = (protocol) => JSON.stringify({ protocol, questions: [], assumptions: [], sentences: [] });
  return { whole: answer(whole), tooHot: answer(tooHot) };
}

export class ModelLab {
  constructor(database, url, keys, api) {
    Object.assign(this, { database, url, keys, api });
    this.draft = this.draft.bind(this);
  }

  /**
   * @param {'responses' | 'chat_completions'} api how the endpoint is spoken to
   * @param {{images?: boolean}} can what it says that it can do
   */
  static async start(postgres, database, keys, api, { images = true } = {}) {
    const endpoint = await openScriptedModel({ status: 500 }, { ready: true, images });
    const env = {
      OPENAI_BASE_URL: endpoint.url,
      OPENAI_API_KEY: KEY,
      LABWRIGHT_MODEL: 'scripted',
      LABWRIGHT_MODEL_API: api,
      LABWRIGHT_MODEL_RETRIES: '1',
      LABWRIGHT_MODEL_STALL_S: '2',
      LABWRIGHT_MODEL_LIMIT_S: '20',
    };
    const process = new LabProcess('api', { DATABASE_URL: postgres.url, LABWRIGHT_PORT: '0', ...env });
    const { url } = await process.ready();
    const lab = new ModelLab(database, url, keys, api);
    return Object.assign(lab, { endpoint, process, hidden: KEY });
  }

  async call(method, route, body, as = 'scientist') {
    const headers = { authorization: `Bearer ${this.keys[as]}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(this.url + route, { method, headers, ...sent });
    return { status: response.status, body: await response.json() };
  }

  /** Sends bytes as the technician. */
  async send(route, type, bytes) {
    const headers = { authorization: `Bearer ${this.keys.technician}`, 'content-type': type };
    const response = await fetch(this.url + route, { method: 'POST', headers, body: bytes });
    return { status: response.status, body: await response.json() };
  }

  /** Every run with its status. */
  async runs() {
    return Object.fromEntries((await this.database.query('select id, status from lab.runs')).map(({ id, status }) => [id, status]));
  }

  /** What the endpoint does from now on. */
  script({ replies = [], otherwise }) {
    this.endpoint.seen.length = 0;
    this.endpoint.script.splice(0, this.endpoint.script.length, ...replies, ...Array.from({ length: 20 }, () => otherwise));
  }

  /** Asks for a draft and waits until the model is done with it. */
  async draft(request) {
    const begun = await this.call('POST', '/v1/drafts', request);
    if (begun.status !== 202) throw new Error(`no draft: ${begun.status} ${JSON.stringify(begun.body)}`);
    const until = Date.now() + DONE_MS;
    for (;;) {
      const { body } = await this.call('GET', `/v1/drafts/${begun.body.id}`);
      if (body.status !== 'drafting') return body;
      if (Date.now() > until) throw new Error(`draft ${begun.body.id} was not done within ${DONE_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  async callsOf(draft) {
    return (await this.call('GET', `/v1/model/calls?draft=${draft}`)).body.items;
  }

  /** Everything that no text may change, as text, to be compared byte by byte. */
  async kept() {
    const tables = {};
    for (const [name, sql] of Object.entries(KEPT)) tables[name] = JSON.stringify(await this.database.query(sql));
    return tables;
  }

  async stop() {
    await this.process.stop();
    await this.endpoint.close();
  }
}
