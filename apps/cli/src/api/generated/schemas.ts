// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Me {
  id: string;
  name: string;
  kind: 'user' | 'service' | 'model' | 'device';
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
  scopes: readonly (
    | 'lab:read'
    | 'photos:read'
    | 'audit:read'
    | 'protocols:write'
    | 'protocols:review'
    | 'screening:release'
    | 'policy:write'
    | 'runs:write'
    | 'runs:resume'
    | 'runs:stop'
    | 'queue:write'
    | 'bench:write'
    | 'tasks:write'
    | 'readings:write'
    | 'stock:write'
    | 'instruments:operate'
    | 'instruments:write'
    | 'estop:write'
    | 'access:write'
  )[];
  keyId: string | null;
  sessionId: string | null;
  csrfToken: string | null;
}
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
export interface PhotoCheck {
  evidence: string;
  photo: string;
  status: 'waiting' | 'checked' | 'unavailable';
  verdict: 'pass' | 'fail' | 'unsure' | null;
  quality: 'good' | 'poor' | 'unusable' | null;
  observations: readonly string[];
  problem: string;
  provider: string;
  model: string;
  promptVersion: number | null;
  call: string | null;
  checkedAt: string | null;
  accepted: { by: { id: string; name: string }; reason: string; at: string } | null;
}
