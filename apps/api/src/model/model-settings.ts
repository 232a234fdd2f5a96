import { LabError } from '@labwright/domain';
import { DEFAULT_MODEL_SETTINGS, type ModelPrice, type ModelSettings } from '@labwright/drafting';
import { decimal, flag, oneOf, readSetting, secret, text, wholeNumber, type SettingRule, type SettingSource } from '@labwright/process';

const DEFAULTS = DEFAULT_MODEL_SETTINGS;
const OPENAI_HOST = 'api.openai.com';
const MOST_TOKENS = 1_000_000_000;

/** An address of an endpoint. User and password in it would show wherever the address is shown. */
const endpointUrl: SettingRule<string> = {
  allowed: 'a URL that begins with http:// or https://, without user, password, ? and #, such as http://127.0.0.1:8000/v1',
  parse: (written) => {
    if (!URL.canParse(written)) return undefined;
    const { protocol, username, password, search, hash } = new URL(written);
    const plain = username === '' && password === '' && search === '' && hash === '';
    return plain && (protocol === 'http:' || protocol === 'https:') ? written.replace(/\/+$/, '') : undefined;
  },
  show: (written) => written.replace(/\/\/[^/]*@/, '//(hidden)@').replace(/[?#].*$/, '?(hidden)'),
};

/** Such as `gpt-5.4=1.25/10, small=0.1/0.4`: US dollars for a million tokens in and out. */
const pricesRule: SettingRule<Readonly<Record<string, ModelPrice>>> = {
  allowed: 'model=input/output in US dollars for a million tokens, with commas between models, such as gpt-5.4=1.25/10',
  parse: (written) => {
    const prices = written.split(',').map((part) => /^\s*([^\s=]{1,200})=(\d{1,6}(?:\.\d{1,6})?)\/(\d{1,6}(?:\.\d{1,6})?)\s*$/.exec(part));
    if (prices.some((price) => price === null)) return undefined;
    return Object.fromEntries(prices.map((price) => [price![1], { input: Number(price![2]), output: Number(price![3]) }]));
  },
};

/**
 * The model's endpoint, or null when none is set up. The key is for `OPENAI_BASE_URL` alone; without that, for OpenAI.
 * @throws LabError SETTING_INVALID, naming the setting and what is allowed
 */
export function readModelSettings(source: SettingSource): ModelSettings | null {
  const apiKey = readSetting('OPENAI_API_KEY', secret, '', source);
  const given = readSetting('OPENAI_BASE_URL', endpointUrl, '', source);
  if (apiKey === '' && given === '') return null;
  if (/[^\x21-\x7e]/.test(apiKey)) {
    const allowed = 'a key without spaces and line breaks';
    throw new LabError('SETTING_INVALID', `OPENAI_API_KEY is no key; allowed: ${allowed}`, {
      setting: 'OPENAI_API_KEY',
      value: '(hidden)',
      allowed,
    });
  }
  const baseUrl = given || DEFAULTS.baseUrl;
  const simulated = readSetting('LABWRIGHT_MODEL_SIMULATED', flag, false, source);
  const elsewhere = new URL(baseUrl).hostname === OPENAI_HOST ? 'openai' : 'compatible';
  const cost = readSetting('LABWRIGHT_MODEL_COST_PER_PERSON', decimal(0, 100_000), -1, source);
  const api = readSetting('LABWRIGHT_MODEL_API', oneOf(['responses', 'chat_completions', 'auto']), 'auto', source);
  return {
    baseUrl,
    apiKey,
    provider: simulated ? 'simulated' : elsewhere,
    model: readSetting('LABWRIGHT_MODEL', text, DEFAULTS.model, source),
    transcriptionModel: readSetting('LABWRIGHT_MODEL_TRANSCRIPTION', text, DEFAULTS.transcriptionModel, source),
    speechModel: readSetting('LABWRIGHT_MODEL_SPEECH', text, DEFAULTS.speechModel, source),
    voice: readSetting('LABWRIGHT_MODEL_VOICE', text, DEFAULTS.voice, source),
    api: api === 'auto' ? null : api,
    stallMs: seconds('LABWRIGHT_MODEL_STALL_S', DEFAULTS.stallMs, source),
    limitMs: seconds('LABWRIGHT_MODEL_LIMIT_S', DEFAULTS.limitMs, source),
    speechLimitMs: seconds('LABWRIGHT_MODEL_SPEECH_LIMIT_S', DEFAULTS.speechLimitMs, source),
    rounds: readSetting('LABWRIGHT_MODEL_ROUNDS', wholeNumber(1, 20), DEFAULTS.rounds, source),
    retries: readSetting('LABWRIGHT_MODEL_RETRIES', wholeNumber(0, 5), DEFAULTS.retries, source),
    budgets: {
      perRun: tokens('LABWRIGHT_MODEL_TOKENS_PER_RUN', DEFAULTS.budgets.perRun, source),
      perDraft: tokens('LABWRIGHT_MODEL_TOKENS_PER_DRAFT', DEFAULTS.budgets.perDraft, source),
      perPersonDay: tokens('LABWRIGHT_MODEL_TOKENS_PER_PERSON', DEFAULTS.budgets.perPersonDay, source),
      costPerPersonDay: cost < 0 ? null : cost,
    },
    prices: readSetting('LABWRIGHT_MODEL_PRICES', pricesRule, DEFAULTS.prices, source),
  };
}

function seconds(setting: string, usualMs: number, source: SettingSource): number {
  return readSetting(setting, decimal(0.1, 3_600), usualMs / 1_000, source) * 1_000;
}

function tokens(setting: string, usual: number, source: SettingSource): number {
  return readSetting(setting, wholeNumber(1, MOST_TOKENS), usual, source);
}
