/*
 * What every answer has to be, whatever was asked: declared in the document, no error of ours, problem details for a refusal, and a body
 * that fits the schema for a success.
 */
import { Ajv2020 } from 'ajv/dist/2020.js';

/** Answers that say that an instrument, or the lab as a whole, is not there: no error of the API, where an operation declares them. */
const NOT_OURS = { testInstrument: [502, 504], streamEvents: [503], ready: [503] };

export class AnswerChecks {
  validators = new Map();

  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: false });
  }

  /** What is wrong with an answer, as [kind, words]; kinds: 5xx, undeclared, problem. Empty when nothing is. */
  faults(operation, request, answer) {
    if (answer.left) return [];
    if (answer.failure) return [['problem', answer.failure]];
    const { status, headers, text } = answer;
    const faults = [];
    const isOurs = !(NOT_OURS[operation.operationId] ?? []).includes(status) || (status === 503 && headers['retry-after'] === undefined);
    if (status >= 500 && isOurs) faults.push(['5xx', `${status} ${text.slice(0, 300)}`]);
    const declared = operation.responses[status];
    if (!declared && isOf(operation, request.path)) faults.push(['undeclared', `${status} is not declared: ${text.slice(0, 300)}`]);
    if (status >= 400) faults.push(...this.refusal(status, headers, text).map((words) => ['problem', words]));
    else if (declared && isOf(operation, request.path))
      faults.push(...this.success(operation, status, headers, text).map((words) => ['problem', words]));
    if (headers['x-request-id'] === undefined) faults.push(['problem', 'no X-Request-Id']);
    return faults;
  }

  refusal(status, headers, text) {
    if (headers['content-type'] !== 'application/problem+json')
      return [`${status} with Content-Type ${headers['content-type']}: ${text.slice(0, 200)}`];
    const problem = parsed(text);
    if (problem === undefined) return [`${status} with a body that is no JSON: ${text.slice(0, 200)}`];
    if (problem.status !== status) return [`the problem says ${problem.status}, the answer ${status}`];
    if (!/\S/.test(problem.detail ?? '')) return [`${status} without a detail`];
    return this.misfits({ $ref: '#/components/schemas/Problem' }, problem);
  }

  success(operation, status, headers, text) {
    const { content } = operation.responses[status];
    if (!content) return text === '' ? [] : [`${status} has a body and declares none`];
    const type = (headers['content-type'] ?? '').split(';')[0];
    const media = content[type];
    if (!media) return [`${status} with Content-Type ${type}, which is not declared; declared: ${Object.keys(content).join(', ')}`];
    if (type !== 'application/json') return [];
    const value = parsed(text);
    return value === undefined ? [`${status} with a body that is no JSON: ${text.slice(0, 200)}`] : this.misfits(media.schema, value);
  }

  misfits(schema, value) {
    const key = JSON.stringify(schema);
    let validate = this.validators.get(key);
    if (!validate) this.validators.set(key, (validate = this.ajv.compile({ ...schema, components: this.document.components })));
    if (validate(value)) return [];
    const [{ instancePath, message, params }] = validate.errors;
    return [`the body does not fit its schema: ${instancePath} ${message} ${JSON.stringify(params)}`];
  }
}

/** Whether a path is one of an operation: an empty or dotted part makes it that of another route. */
function isOf({ path }, sent) {
  const parts = sent.split('?')[0].split('/');
  const wanted = path.split('/');
  return parts.length === wanted.length && wanted.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]));
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
