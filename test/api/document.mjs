/*
 * The operations of an OpenAPI 3.1 document, as the requests and the checks need them.
 */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const REF = '#/components/schemas/';
/** Answers to a request that may have changed much come last, so that the others find things to work on. */
const LAST = ['releaseTask', 'setInstrumentService', 'applyFleet', 'cancelRun', 'answerRun', 'revokeKey', 'retireInstrument'];

export function operationsOf(document) {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ ...item[method], path, method: method.toUpperCase() })),
  );
  const rank = ({ operationId }) => LAST.indexOf(operationId);
  return operations.toSorted((a, b) => rank(a) - rank(b));
}

/** Follows references; other words beside a reference win. */
export function resolve(document, schema) {
  let found = schema ?? {};
  for (let depth = 0; found.$ref !== undefined && depth < 20; depth++) {
    const { $ref, ...beside } = found;
    found = { ...document.components.schemas[$ref.slice(REF.length)], ...beside };
  }
  return found;
}

/** Roles that an operation says it needs: a list, `any` for any key, `public` for none, or undefined when it does not say. */
export function rolesOf({ description = '' }) {
  const [, named] = /Roles: ([\w, ]+)\./.exec(description) ?? [];
  if (named) return named.split(', ');
  if (description.includes('Any valid key.')) return 'any';
  return description.includes('No key is needed.') ? 'public' : undefined;
}

/** Parts of an operation without an example: parameters, bodies and answers that have content. */
export function withoutExample({ parameters = [], requestBody, responses }) {
  const has = ({ example, examples, schema }) => [example, examples, schema?.example, schema?.examples].some((it) => it !== undefined);
  const media = [requestBody, ...Object.values(responses)].flatMap((it) => Object.entries(it?.content ?? {}));
  return [
    ...parameters.filter((it) => !has(it)).map(({ name }) => `parameter ${name}`),
    ...media.filter(([, it]) => !has(it)).map(([type]) => type),
  ];
}
