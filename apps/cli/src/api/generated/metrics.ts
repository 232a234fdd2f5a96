// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface MetricsOperations {
  /** GET /metrics: Gives the numbers of the API and of the lab to Prometheus. To callers on loopback; with LABWRIGHT_METRICS_TOKEN set, to whoever sends it as "Authorization: Bearer ..". No key is needed. */
  scrapeMetrics: { answer: string };
}
