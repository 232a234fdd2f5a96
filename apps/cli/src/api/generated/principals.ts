// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { Me } from './schemas';
export interface PrincipalPage {
  items: readonly Principal[];
  next: string | null;
}
export interface Principal {
  id: string;
  name: string;
  kind: 'user' | 'service' | 'model' | 'device';
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
  createdAt: string;
  disabledAt: string | null;
  passwordSetAt: string | null;
  keys: readonly {
    id: string;
    label: string;
    prefix: string;
    scopes:
      | readonly (
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
        )[]
      | null;
    createdAt: string;
    expiresAt: string | null;
    revokedAt: string | null;
    lastUsedAt: string | null;
  }[];
}
export interface NewPrincipal {
  name: string;
  kind?: 'user' | 'service' | 'model' | 'device' | undefined;
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
}
export interface PrincipalChange {
  roles?:
    | readonly (
        'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
      )[]
    | undefined;
  disabled?: boolean | undefined;
}
export interface PasswordLink {
  path: string;
  expiresAt: string;
}
export interface NewKeyRequest {
  label?: string | undefined;
  days?: number | undefined;
  scopes?:
    | readonly (
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
      )[]
    | undefined;
}
export interface NewKey {
  id: string;
  key: string;
  prefix: string;
  expiresAt: string | null;
}
export interface PrincipalsOperations {
  /** GET /v1/me: Tells who is calling, and what this key or session is good for. Any valid key. */
  getMe: { answer: Me };
  /** GET /v1/principals: Lists principals by name. Scope: access:write. Roles: admin. */
  listPrincipals: { query?: { after?: string | undefined; limit?: number | undefined }; answer: PrincipalPage };
  /** POST /v1/principals: Creates a principal, without a key. Scope: access:write. Roles: admin. */
  createPrincipal: { body: NewPrincipal; answer: Principal };
  /** PATCH /v1/principals/{id}: Changes the roles of a principal, disables it or enables it again. Scope: access:write. Roles: admin. */
  changePrincipal: { path: { id: string }; body: PrincipalChange; answer: Principal };
  /** GET /v1/principals/{id}: Shows a principal with its keys. Scope: access:write. Roles: admin. */
  getPrincipal: { path: { id: string }; answer: Principal };
  /** POST /v1/principals/{id}/password-link: Gives a link by which a person sets a password, once, within a day. It is shown once. Links that were given before end. Scope: access:write. Roles: admin. */
  givePasswordLink: { path: { id: string }; answer: PasswordLink };
  /** POST /v1/principals/{id}/keys: Gives a principal a new key, which is shown once. Scope: access:write. Roles: admin. */
  createKey: { path: { id: string }; body: NewKeyRequest; answer: NewKey };
  /** DELETE /v1/keys/{id}: Ends a key at once. Scope: access:write. Roles: admin. */
  revokeKey: { path: { id: string }; answer: undefined };
}
