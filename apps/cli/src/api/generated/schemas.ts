// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface InstrumentRegistration {
  id: string;
  driver: string;
  url: string;
  agent?: string | undefined;
  settings?: Readonly<Record<string, string | number | boolean | null>> | undefined;
  limits?: Readonly<Record<string, { min: number; max: number }>> | undefined;
  location?: string | undefined;
  simulated?: boolean | undefined;
  onRestart?: 'hold' | 'restore' | undefined;
}
