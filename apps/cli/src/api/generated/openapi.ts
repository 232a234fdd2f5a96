// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface OpenapiOperations {
  /** GET /v1/openapi.json: Gives this document. No key is needed. */
  getOpenApi: { answer: Readonly<Record<string, unknown>> };
}
