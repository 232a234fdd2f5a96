// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
export interface Me {
  id: string;
  name: string;
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
  keyId: string;
}
export interface PrincipalPage {
  items: readonly Principal[];
  next: string | null;
}
export interface Principal {
  id: string;
  name: string;
  kind: 'user' | 'service';
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
  createdAt: string;
  disabledAt: string | null;
  keys: readonly {
    id: string;
    label: string;
    prefix: string;
    createdAt: string;
    expiresAt: string | null;
    revokedAt: string | null;
    lastUsedAt: string | null;
  }[];
}
export interface NewPrincipal {
  name: string;
  kind?: 'user' | 'service' | undefined;
  roles: readonly (
    'automation_engineer' | 'scientist' | 'technician' | 'reviewer' | 'biosafety_officer' | 'study_coordinator' | 'grader' | 'admin'
  )[];
}
export interface NewKeyRequest {
  label?: string | undefined;
  days?: number | undefined;
}
export interface NewKey {
  id: string;
  key: string;
  prefix: string;
  expiresAt: string | null;
}
export interface PrincipalsOperations {
  /** GET /v1/me: Tells who the key belongs to. Any valid key. */
  getMe: { answer: Me };
  /** GET /v1/principals: Lists principals by name. Roles: admin. */
  listPrincipals: { query?: { after?: string | undefined; limit?: number | undefined }; answer: PrincipalPage };
  /** POST /v1/principals: Creates a principal, without a key. Roles: admin. */
  createPrincipal: { body: NewPrincipal; answer: Principal };
  /** GET /v1/principals/{id}: Shows a principal with its keys. Roles: admin. */
  getPrincipal: { path: { id: string }; answer: Principal };
  /** POST /v1/principals/{id}/keys: Gives a principal a new key, which is shown once. Roles: admin. */
  createKey: { path: { id: string }; body: NewKeyRequest; answer: NewKey };
  /** DELETE /v1/keys/{id}: Ends a key at once. Roles: admin. */
  revokeKey: { path: { id: string }; answer: undefined };
}
