/*
 * What an endpoint may do instead of answering. `replies`: what it does with the calls that come, one after the other; `otherwise` what it does
 * with all others. `failure` and `status`: what the record of the call and the draft have to say then. `calls`: how many come at most.
 * `only`: for one interface alone.
 */
const error = (code, message = 'scripted') => ({ error: { code, message, type: 'x', param: null } });
const always = (reply) => ({ otherwise: reply });

/** @param {{tooHot: string, whole: string}} answers texts of a model: a draft that cannot be compiled, and one that can */
export const failureModes = ({ tooHot, whole }) => [
  { mode: 'refusal', ...always({ says: { refusal: 'I cannot help with that.' } }), failure: 'refused' },
  {
    mode: 'cut off by max_output_tokens',
    ...always({ says: { text: whole.slice(0, 200), cutOff: 'max_output_tokens' } }),
    failure: 'cut_off',
  },
  { mode: 'content filter', ...always({ says: { cutOff: 'content_filter' } }), failure: 'filtered' },
  {
    mode: 'bio_policy as an HTTP error',
    ...always({ status: 400, body: error('bio_policy') }),
    failure: 'biosafety',
    status: 'held_biosafety',
    calls: 1,
  },
  {
    mode: 'bio_policy inside of an answer',
    ...always({ says: { error: { code: 'bio_policy', message: 'scripted' } } }),
    failure: 'biosafety',
    status: 'held_biosafety',
    calls: 1,
    only: 'responses',
  },
  { mode: 'invalid_prompt', ...always({ status: 400, body: error('invalid_prompt') }), failure: 'invalid_prompt', calls: 1 },
  { mode: 'malformed JSON', ...always({ says: { text: whole.slice(0, -5) } }), failure: 'malformed' },
  { mode: 'JSON of another schema', ...always({ says: { text: '{"protocol": "all of it"}' } }), failure: 'malformed' },
  {
    mode: 'fits the schema, not the compiler',
    ...always({ says: { text: tooHot } }),
    failure: null,
    status: 'drafted',
    errors: true,
    calls: 5,
  },
  {
    mode: '429 with retry-after, then an answer',
    replies: [{ status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after': '1' } }],
    otherwise: { says: { text: whole } },
    failure: null,
    status: 'drafted',
    waitedMs: 1_000,
  },
  {
    mode: '429 for an hour',
    ...always({ status: 429, body: error('rate_limit_exceeded'), headers: { 'retry-after': '3600' } }),
    failure: 'rate_limited',
    calls: 1,
  },
  { mode: '429, no quota left', ...always({ status: 429, body: error('insufficient_quota') }), failure: 'out_of_budget', calls: 1 },
  { mode: '500', ...always({ status: 500, body: error('server_error') }), failure: 'server_error', calls: 2 },
  {
    mode: '500 once, then an answer',
    replies: [{ status: 500, body: error('server_error') }],
    otherwise: { says: { text: whole } },
    failure: null,
    status: 'drafted',
  },
  { mode: 'stall before the answer', ...always({ stalls: 'at_once' }), failure: 'timed_out' },
  { mode: 'stall in the middle', ...always({ stalls: 'in_the_middle' }), failure: 'timed_out' },
  { mode: 'dropped before the answer', ...always({ drops: 'at_once' }), failure: 'unreachable', calls: 2 },
  { mode: 'dropped in the middle', ...always({ drops: 'in_the_middle' }), failure: 'unreachable' },
  { mode: 'stream that ends too early', ...always({ events: [] }), failure: 'cut_off' },
  { mode: 'wrong key', ...always({ status: 401, body: error('invalid_api_key') }), failure: 'wrong_key', calls: 1 },
  {
    mode: 'redirect to another host',
    ...always({ status: 307, headers: { location: 'http://127.0.0.2:1/v1' } }),
    failure: 'unsupported',
    calls: 1,
  },
];
