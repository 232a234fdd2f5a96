/** A NUL, and half of a character: no jsonb of Postgres takes them, and nothing is lost without them. */
const UNSTORABLE = /[\0\p{Cs}]/gu;

/** Text from outside as a database takes it: without NUL and halves of characters. */
export function storableText(text: string): string {
  return text.replaceAll(UNSTORABLE, '');
}

/** JSON from outside, each text in it as `storableText`, names of fields too. @throws SyntaxError for what is no JSON */
export function storableJson(text: string): unknown {
  return JSON.parse(text, (_name, value: unknown) => {
    if (typeof value === 'string') return storableText(value);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const fields = Object.entries(value);
    if (fields.every(([name]) => storableText(name) === name)) return value;
    return Object.fromEntries(fields.map(([name, each]) => [storableText(name), each]));
  });
}

/** Passes text on that comes in pieces, each as `storableText`; the first half of a character waits for the second. */
export function storablePieces(tell: (piece: string) => void): (piece: string) => void {
  let half = '';
  return (piece) => {
    const text = half + piece;
    half = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : '';
    const whole = storableText(text.slice(0, text.length - half.length));
    if (whole !== '') tell(whole);
  };
}
