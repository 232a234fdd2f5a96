import { DEFAULT_MODEL_SETTINGS } from '@labwright/drafting';
import { readModelSettings } from './model-settings';

const KEY = 'sk-secret-0123456789';

function refusal(source: Record<string, string>): { readonly message: string; readonly context: { readonly setting: string } } {
  try {
    readModelSettings(source);
  } catch (error) {
    return error as ReturnType<typeof refusal>;
  }
  throw new Error('it was taken');
}

describe('the settings of the model', () => {
  it('when neither key nor address is set, there is no model', () => {
    expect(readModelSettings({})).toBeNull();
    expect(readModelSettings({ LABWRIGHT_MODEL: 'gpt-5.4', OPENAI_API_KEY: ' ' })).toBeNull();
  });

  it('when only a key is set, it is for OpenAI, and the rest is as usual', () => {
    expect(readModelSettings({ OPENAI_API_KEY: KEY })).toEqual({ ...DEFAULT_MODEL_SETTINGS, apiKey: KEY, provider: 'openai' });
  });

  it('when an address is set, key and questions are for that', () => {
    const source = {
      OPENAI_BASE_URL: 'http://127.0.0.1:8000/v1/',
      OPENAI_API_KEY: 'x',
      LABWRIGHT_MODEL: 'small',
      LABWRIGHT_MODEL_API: 'chat_completions',
      LABWRIGHT_MODEL_STALL_S: '0.5',
      LABWRIGHT_MODEL_SPEECH_LIMIT_S: '4',
      LABWRIGHT_MODEL_TOKENS_PER_RUN: '5000',
      LABWRIGHT_MODEL_COST_PER_PERSON: '2.5',
      LABWRIGHT_MODEL_PRICES: 'small=0.1/0.4, large=1.25/10',
    };
    expect(readModelSettings(source)).toMatchObject({
      baseUrl: 'http://127.0.0.1:8000/v1',
      apiKey: 'x',
      provider: 'compatible',
      model: 'small',
      api: 'chat_completions',
      stallMs: 500,
      speechLimitMs: 4_000,
      budgets: { perRun: 5_000, perDraft: DEFAULT_MODEL_SETTINGS.budgets.perDraft, costPerPersonDay: 2.5 },
      prices: { small: { input: 0.1, output: 0.4 }, large: { input: 1.25, output: 10 } },
    });
    expect(readModelSettings({ OPENAI_BASE_URL: source.OPENAI_BASE_URL, LABWRIGHT_MODEL_SIMULATED: '1' })).toMatchObject({
      provider: 'simulated',
    });
  });

  it.each([
    ['OPENAI_BASE_URL', 'ftp://models.example'],
    ['OPENAI_BASE_URL', `http://user:${KEY}@models.example/v1`],
    ['OPENAI_BASE_URL', `http://models.example/v1?key=${KEY}`],
    ['OPENAI_API_KEY', `${KEY}\nX-Header: y`],
    ['LABWRIGHT_MODEL_API', 'assistants'],
    ['LABWRIGHT_MODEL_STALL_S', '0'],
    ['LABWRIGHT_MODEL_ROUNDS', '21'],
    ['LABWRIGHT_MODEL_TOKENS_PER_DRAFT', '0'],
    ['LABWRIGHT_MODEL_PRICES', 'small=cheap'],
  ])('when %s is %j, names it and what is allowed, and shows no key', (setting, value) => {
    const { message, context } = refusal({ OPENAI_API_KEY: KEY, [setting]: value });
    expect(context.setting).toBe(setting);
    expect(message).toContain('allowed');
    expect(message).not.toContain(KEY);
  });
});
