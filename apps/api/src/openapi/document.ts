import { rolesWith } from '@labwright/domain';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { routeAccess, type RouteAccess } from '../access/route-access';
import { ProblemSchema } from '../problem/problem';
import { completeExamples } from './complete-examples';
import { Examples, type JsonSchema } from './example-of';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const REASONS: Readonly<Record<number, string>> = {
  400: 'Malformed JSON, or an unknown cursor',
  401: 'No valid API key',
  403: 'Another role is needed',
  404: 'No such thing',
  409: 'The state of the lab does not allow it',
  413: 'The body is larger than 2 MiB',
  415: 'The media type is not supported',
  422: 'The request does not fit the schema, or the protocol does not compile',
  429: 'Too many requests, see Retry-After',
  500: 'Internal error',
  502: 'The instrument reported a problem',
  503: 'The database does not answer, or the lab is not ready',
  504: 'The instrument did not answer in time',
};

/** The OpenAPI 3.1 document: the schemas that check requests and answers, and the errors that follow from the kind of route. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Labwright')
    .setDescription(
      'Runs checked, approved laboratory protocols on real instruments. Times are ISO 8601 in UTC; names that end in Ms are milliseconds.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'lw_...', description: 'API key of a principal' }, 'key')
    .addCookieAuth(
      'labwright_session',
      { type: 'apiKey', in: 'cookie', description: 'Session of a person; changes need X-CSRF-Token too' },
      'session',
    )
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (_controller, method) => method,
    // The built-in converter writes 3.0 (exclusiveMinimum: true, no prefixItems); zod itself can say it in the dialect of 3.1.
    standardSchemaConverter: (schema, { schemaType }) => (schema instanceof z.ZodType ? converted(schema, schemaType) : undefined),
  });
  // A schema with an id becomes a definition of that name, and the rest a reference to it.
  const { components } = converted(ProblemSchema, 'output');
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...(components as Record<string, never>) } };
  const examples = new Examples(document.components.schemas as Readonly<Record<string, JsonSchema>>);
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (!operation) continue;
      complete(operation, `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
      completeExamples(operation, examples);
    }
  }
  return document;
}

function converted(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema, $defs, ...bare } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  void $schema;
  return { schema: bare, components: $defs ?? {} };
}

function complete(operation: Operation, route: string): void {
  const access = routeAccess[route];
  const statuses = [500, 503];
  if (access !== 'public') {
    statuses.push(401);
    operation.security = [{ key: [] }, { session: [] }];
  }
  if (access !== 'public') statuses.push(429);
  if (access !== 'public' && access !== 'any') statuses.push(403);
  // A route that takes no body says so to whoever sends one.
  if (operation.requestBody || !route.startsWith('GET ')) statuses.push(400, 413, 415, 422);
  if ((operation.parameters ?? []).length > 0) statuses.push(400, 422);
  if (route.includes('/:')) statuses.push(404);
  if (/^(POST|PATCH|PUT) /.test(route)) statuses.push(409);
  if (route.endsWith('/test')) statuses.push(502, 504);
  for (const status of [...new Set(statuses)].sort((a, b) => a - b)) {
    operation.responses[status] ??= {
      description: REASONS[status] ?? '',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  operation.description = [operation.description, accessWords(access)].filter(Boolean).join(' ');
}

function accessWords(access: RouteAccess | undefined): string {
  if (access === undefined || access === 'public') return 'No key is needed.';
  return access === 'any' ? 'Any valid key.' : `Scope: ${access}. Roles: ${rolesWith(access).join(', ')}.`;
}
