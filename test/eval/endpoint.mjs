/* The model that is evaluated: the one that the environment names, or the simulated one, started here on a free port of loopback. */
import { randomBytes } from 'node:crypto';
import { built } from '../bench/built.mjs';

const { DEFAULT_MODEL_SETTINGS, OpenAiModel } = built('libs/drafting/src');

/** Counts calls and tokens; nothing is written down, because no lab has asked. */
class CountedCalls {
  tokens = 0;
  calls = 0;
  returned = null;

  begin(_, hold) {
    this.calls += 1;
    const held = hold({ run: 0, draft: 0, person: 0, personCost: 0 });
    return Promise.resolve({ callId: String(this.calls), held });
  }

  end(_, { countedTokens, modelReturned }) {
    this.tokens += countedTokens;
    this.returned ??= modelReturned;
    return Promise.resolve();
  }
}

/** `close` ends what was started here. */
export async function openEndpoint(seed) {
  const { OPENAI_API_KEY: key, OPENAI_BASE_URL: url, LABWRIGHT_MODEL: model, LABWRIGHT_MODEL_API: api } = process.env;
  const book = new CountedCalls();
  const settings = { ...DEFAULT_MODEL_SETTINGS, ...(model ? { model } : {}), api: api && api !== 'auto' ? api : null };
  if (key || url) {
    const given = { ...settings, apiKey: key ?? '', baseUrl: url || settings.baseUrl, provider: url ? 'compatible' : 'openai' };
    return { port: new OpenAiModel(given, book), book, close: () => Promise.resolve() };
  }
  const { ModelServer } = built('apps/simulator/src/model/model-server');
  const { readTemplates } = built('apps/simulator/src/model/draft/template');
  const secret = randomBytes(16).toString('hex');
  const server = new ModelServer({ seed, templates: readTemplates() }, secret);
  const given = { ...settings, model: 'labwright-simulated', apiKey: secret, baseUrl: await server.listen(0), provider: 'simulated' };
  return { port: new OpenAiModel(given, book), book, close: () => server.close() };
}
