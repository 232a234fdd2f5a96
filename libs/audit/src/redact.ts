/** What a field is called whose value is nobody's business. */
const SECRET_FIELD = /^(?:.*(?:password|passphrase|secret|token|cookie|authorization|credential)s?|api_?key|private_?key)$/i;
/** An API key of ours, wherever it stands in a text. */
const KEY = /\blw_[A-Za-z0-9_-]{20,}/g;
/** The password of a URL: `scheme://user:password@host`. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/@]+@/gi;
const HIDDEN = '[redacted]';
/** Nothing that is recorded is nested deeper. */
const DEEPEST = 20;

/** A JSON value without secrets: by the names of fields, and by what keys and URLs with passwords look like in any text. */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return HIDDEN;
  if (Array.isArray(value)) return value.map((each) => redact(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, SECRET_FIELD.test(name) && each !== null ? HIDDEN : redact(each, depth + 1)]),
  );
}

export function redactText(text: string): string {
  return text.replace(KEY, HIDDEN).replace(URL_PASSWORD, `$1:${HIDDEN}@`);
}
