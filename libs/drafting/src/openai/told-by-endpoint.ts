import type { Usage } from '../call-book';

const MOST_TOKENS = 2 ** 31 - 1;

/** Tokens as an endpoint counted them, whole numbers from 0 to 2^31 - 1; null where it said anything else, or half of it. */
export function usageTold(inputTokens: unknown, outputTokens: unknown): Usage | null {
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : null;
}

/** What should be a text; null for anything else, whatever the types of the SDK say. */
export function textTold(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MOST_TOKENS;
}
