/** Longest wait that an endpoint may ask for before a call is made again; what asks for more is not asked again. */
const LONGEST_WAIT_S = 30;
/** Of an error. */
const MOST_ERROR_BYTES = 64 * 1024;
/** Of an answer, in all its pieces. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Codes of an error that no repetition changes. */
const FINAL_CODES = new Set(['bio_policy', 'invalid_prompt', 'insufficient_quota']);

/**
 * The only way to an endpoint: to its own origin and nowhere else, without following it elsewhere, because the key goes along. What an
 * endpoint may ask for is bounded: how long to wait, how much to read.
 */
export function guardedFetch(baseUrl: string, mostBytes = MOST_BYTES): typeof fetch {
  const { origin } = new URL(baseUrl);
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    if (url.origin !== origin) throw new Error(`a call to ${url.origin} was refused: the model's endpoint is ${origin}`);
    const response = await fetch(input, { ...init, redirect: 'manual' });
    return response.ok ? bounded(response, mostBytes) : judged(response);
  };
}

/** An error in full, with a word to the SDK when asking again has no use. */
async function judged(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  const body = await startOf(response);
  const wait = Number.parseFloat(headers.get('retry-after') ?? '0');
  const waitMs = Number.parseFloat(headers.get('retry-after-ms') ?? '0');
  // A moment instead of a span does not parse as a number, and is not waited for.
  const tooLong = [wait * 1000, waitMs].some((ms) => !(ms >= 0 && ms <= LONGEST_WAIT_S * 1000));
  if (tooLong || FINAL_CODES.has(codeIn(body)) || response.status === 409) headers.set('x-should-retry', 'false');
  else headers.delete('x-should-retry');
  headers.delete('content-encoding');
  headers.delete('content-length');
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}

async function startOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (response.body === null) return text;
  for await (const piece of response.body) {
    text += decoder.decode(piece as Uint8Array, { stream: true });
    if (text.length >= MOST_ERROR_BYTES) break;
  }
  return text.slice(0, MOST_ERROR_BYTES);
}

function codeIn(body: string): string {
  try {
    const code = (JSON.parse(body) as { error?: { code?: unknown } | null } | null)?.error?.code;
    return typeof code === 'string' ? code : '';
  } catch {
    return '';
  }
}

function bounded(response: Response, mostBytes: number): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const meter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes > mostBytes) controller.error(new RangeError(`an answer of more than ${mostBytes} bytes`));
      else controller.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(meter), { status, statusText, headers });
}
