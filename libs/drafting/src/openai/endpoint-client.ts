import OpenAI from 'openai';
import { guardedFetch } from './guarded-fetch';
import type { ModelSettings } from './model-settings';

/** The SDK for one endpoint. It takes nothing from the environment that decides where a key goes, and logs nothing: bodies are not for logs. */
export function endpointClient({ baseUrl, apiKey, retries, limitMs }: ModelSettings): OpenAI {
  return new OpenAI({
    baseURL: baseUrl,
    // An endpoint of the house may need none; the SDK does.
    apiKey: apiKey === '' ? 'none' : apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: retries,
    // Ours ends sooner; theirs would count anew for each try.
    timeout: limitMs + 1_000,
    logLevel: 'off',
    fetch: guardedFetch(baseUrl),
  });
}
