// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface OpenapiOperations {
  /** GET /v1/openapi.json: Gives this document. No key is needed. */
  getOpenApi: { answer: Readonly<Record<string, unknown>> };
  /** GET /docs: Shows the OpenAPI document in a browser. Every file of the page comes from this API. Requests may be tried with a key; they are real. No key is needed. */
  readDocs: { answer: string };
  /** GET /docs/{asset}: Gives a file of the reader. No key is needed. */
  getDocsAsset: { path: { asset: string }; answer: string | Uint8Array };
}
