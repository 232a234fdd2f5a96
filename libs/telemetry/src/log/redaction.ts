/** What replaces a secret. */
const HIDDEN = '(hidden)';

/** Fields whose value never reaches the log, wherever they stand in an entry, down to two levels. */
const SECRET_FIELDS = ['authorization', 'cookie', 'password', 'secret', 'token', 'apiKey', 'key'];
export const SECRET_PATHS: string[] = SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Each with what stays of it. Texts of others (errors of clients, URLs of settings) bring secrets in forms that no field name tells. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Keys of ours: 32 random bytes; a few characters are what people tell keys apart by.
  [/\blw_[\w-]{12,}/g, `lw_${HIDDEN}`],
  [/\b(Bearer|Basic) +[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  // `postgres://user:password@host`; a password may hold any character, so everything up to the last @ of the word goes.
  [/:\/\/[^\s"'<>\\]*@/g, `://${HIDDEN}@`],
  [/\b(password|passwd|secret|token|api_?key|signature)=[^\s&"'\\]+/gi, `$1=${HIDDEN}`],
  [/(\\?"(?:authorization|cookie|password|secret|token|api_?key)\\?" *: *\\?")[^"\\]*/gi, `$1${HIDDEN}`],
];

/** A line of the log without what must not be in it: keys, authorization headers, passwords in URLs and in JSON. */
export function withoutSecrets(line: string): string {
  let clean = line;
  for (const [secret, left] of SECRETS) clean = clean.replace(secret, left);
  return clean;
}
