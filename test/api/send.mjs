/*
 * Sends a generated request over a connection that is kept, and says it as a line of curl.
 */
import { Agent, request as httpRequest } from 'node:http';

const ANSWER_LIMIT_MS = 20_000;
const KEPT_BYTES = 20_000_000;
/** After the head of an answer that does not end by itself. */
const STREAM_MS = 30;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** A request with ids in place of names and the key of its principal: what goes over the wire. */
export function wireRequest({ method, path, headers, body, as }, pools, keys) {
  const authorization = as in keys ? (keys[as] === null ? undefined : `Bearer ${keys[as]}`) : Buffer.from(as, 'utf8').toString('latin1');
  const filled = Object.entries(headers).map(([name, value]) => [name, pools.fill(value)]);
  return {
    method,
    path: pools.fill(path),
    headers: { ...Object.fromEntries(filled), ...(authorization === undefined ? {} : { authorization }) },
    bytes: bytesOf(body, pools),
  };
}

function bytesOf(body, pools) {
  if (body === null) return null;
  if (body.text !== undefined) return Buffer.from(pools.fill(body.text), 'utf8');
  return body.base64 === undefined ? Buffer.from(body.repeat.repeat(body.times)) : Buffer.from(body.base64, 'base64');
}

/**
 * @param patienceMs after which we hang up, as a client does that does not want to wait
 * @returns {status, headers, text, left}: `left` when we have hung up before the answer; `failure` when there was none at all
 */
export async function send(base, request, patienceMs = ANSWER_LIMIT_MS) {
  const answer = await sendOnce(base, request, patienceMs);
  // The server may end a connection that is kept at the moment at which it is used again.
  return answer.stale ? sendOnce(base, request, patienceMs) : answer;
}

function sendOnce(base, request, patienceMs) {
  const { method, path, headers, bytes } = request;
  const { hostname, port } = new URL(base);
  return new Promise((resolve) => {
    let over = false;
    const end = (answer) => {
      if (over) return;
      over = true;
      clearTimeout(limit);
      resolve(answer);
    };
    const length = bytes === null ? {} : { 'content-length': String(bytes.length) };
    const outgoing = httpRequest({ hostname, port, agent, method, path, headers: { ...headers, ...length } });
    const limit = setTimeout(() => {
      end(patienceMs < ANSWER_LIMIT_MS ? { left: true } : { failure: `no answer in ${ANSWER_LIMIT_MS} ms` });
      outgoing.destroy();
    }, patienceMs);
    outgoing.on('error', (error) =>
      end({ failure: `no answer: ${error.message}`, stale: outgoing.reusedSocket && error.code === 'ECONNRESET' }),
    );
    outgoing.on('response', (response) => {
      const { statusCode: status, headers: answered } = response;
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        if (text.length < KEPT_BYTES) text += chunk;
      });
      const whole = () => end({ status, headers: answered, text });
      response.on('end', whole).on('error', whole);
      if (answered['content-type'] !== 'text/event-stream') return;
      setTimeout(() => {
        whole();
        outgoing.destroy();
      }, STREAM_MS);
    });
    outgoing.end(bytes ?? undefined);
  });
}

const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;
const PRINTABLE = /^[\x20-\x7e\n]*$/;

/** A line for a shell that sends the same; the key comes from a variable named after the role. */
export function curlLine({ method, path, headers, bytes }, { as, body }, keys) {
  const known = Object.entries(headers).filter(([name]) => name !== 'authorization');
  const flags = known.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  if (headers.authorization) flags.unshift(as in keys ? `-H "authorization: Bearer $KEY_${as}"` : `-H ${quoted(`authorization: ${as}`)}`);
  let before = '';
  if (bytes !== null) {
    const text = bytes.toString('utf8');
    if (body.repeat !== undefined)
      before = `node -e ${quoted(`process.stdout.write(${JSON.stringify(body.repeat)}.repeat(${body.times}))`)} | `;
    else if (bytes.length > 2_000 || !PRINTABLE.test(text)) before = `echo ${bytes.toString('base64')} | base64 -d | `;
    flags.push(before === '' ? `--data-binary ${quoted(text)}` : '--data-binary @-');
  }
  return `${before}curl -sS -i --path-as-is -g -X ${method} ${flags.join(' ')} "$API"${quoted(path)}`;
}
