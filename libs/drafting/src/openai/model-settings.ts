/** US dollars for a million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
}

export interface ModelBudgets {
  /** Tokens, 1,000 to 1,000,000,000 each. */
  readonly perRun: number;
  readonly perDraft: number;
  /** Of one person in 24 hours. */
  readonly perPersonDay: number;
  /** US dollars of one person in 24 hours; counts only models with a price. Null for no bound. */
  readonly costPerPersonDay: number | null;
}

/** One endpoint and how it is used. */
export interface ModelSettings {
  /** Such as `https://api.openai.com/v1`; paths like `/responses` are put after it. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly provider: 'openai' | 'compatible' | 'simulated';
  readonly model: string;
  readonly transcriptionModel: string;
  readonly speechModel: string;
  readonly voice: string;
  /** Null: what the probe finds. */
  readonly api: 'responses' | 'chat_completions' | null;
  /** Longest silence of an answer that comes in pieces; wall milliseconds. */
  readonly stallMs: number;
  /** Longest time of one call; wall milliseconds. */
  readonly limitMs: number;
  /** Longest time until something said is heard, or a sentence is spoken: somebody stands there. Wall milliseconds; at most `limitMs`. */
  readonly speechLimitMs: number;
  /** Calls for one answer, with those that tools need; 1 to 20. */
  readonly rounds: number;
  /** How often a call is made again after 429, 5xx or a lost connection; 0 to 5. */
  readonly retries: number;
  readonly budgets: ModelBudgets;
  readonly prices: Readonly<Record<string, ModelPrice>>;
}

/** Without a word about it. */
export const DEFAULT_MODEL_SETTINGS = {
  baseUrl: 'https://api.openai.com/v1',
  model: 'gpt-5.4',
  transcriptionModel: 'gpt-4o-mini-transcribe',
  speechModel: 'gpt-4o-mini-tts',
  voice: 'alloy',
  api: null,
  stallMs: 120_000,
  limitMs: 600_000,
  speechLimitMs: 30_000,
  rounds: 8,
  retries: 2,
  budgets: { perRun: 1_000_000, perDraft: 200_000, perPersonDay: 2_000_000, costPerPersonDay: null },
  prices: {},
} as const satisfies Omit<ModelSettings, 'apiKey' | 'provider'>;
