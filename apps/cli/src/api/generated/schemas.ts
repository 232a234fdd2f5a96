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
    | 'questions:write'
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
export interface Diagnostic {
  code:
    | 'E_SCHEMA'
    | 'E_UNIT'
    | 'E_VAGUE'
    | 'E_RANGE'
    | 'E_CAPABILITY'
    | 'E_LABWARE'
    | 'E_PLACE'
    | 'E_REF'
    | 'E_CYCLE'
    | 'E_UNREACHABLE'
    | 'E_NO_TERMINATION'
    | 'E_ORDER'
    | 'E_PARAMETER'
    | 'E_CAPACITY'
    | 'E_TIMING'
    | 'E_BRANCH'
    | 'E_CHECK'
    | 'E_VOLUME'
    | 'E_CONFLICT'
    | 'E_SAFETY'
    | 'E_BIOSAFETY_HOLD'
    | 'W_ASSUMPTION'
    | 'W_CALIBRATION'
    | 'W_UNVERIFIED_DRIVER'
    | 'W_LONG_HOLD'
    | 'W_TIMING_TIGHT';
  severity: 'error' | 'warning' | 'info';
  path: string;
  message: string;
  allowed?: readonly string[] | undefined;
  suggestion?: string | undefined;
  fixableByModel: boolean;
  position?: { line: number; column: number } | undefined;
}
export interface StepProvenance {
  step: string;
  by: 'person' | 'model' | 'model_then_person';
  sentences: readonly number[];
  source: string | null;
  callId: string | null;
  model: { provider: string; model: string; simulated: boolean } | null;
  draft: string;
}
export interface RejectRequest {
  reason: string;
  credential: string;
}
export interface ReleaseRequest {
  reason: string;
  credential: string;
}
export interface ModelQuestion {
  id: string;
  task: string;
  stepInstance: string;
  kind: 'consult' | 'advice';
  about: string | null;
  status: 'waiting' | 'settled' | 'shown' | 'no_answer';
  decision: 'continue' | 'adjust' | 'stop' | 'ask' | null;
  adjust: readonly { param: string; value: number; unit: string }[];
  reason: string;
  readings: readonly string[];
  model: string | null;
  promptVersion: number | null;
  call: string | null;
  outcome: string;
  draft: string | null;
  askedAt: string;
  endedAt: string | null;
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
