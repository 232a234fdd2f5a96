// Made by `npm run api-client` from the OpenAPI document of apps/api. Change the API, not this file.
import type { Me } from './schemas';
export interface SignIn {
  name: string;
  password: string;
}
export interface Session {
  principal: Me;
  csrfToken: string;
  expiresAt: string;
}
export interface NewPassword {
  current: string;
  password: string;
}
export interface Setup {
  token: string;
  password: string;
}
export interface SetupAnswer {
  name: string;
}
export interface SessionsOperations {
  /** POST /v1/session: Signs a person in, and gives a session as a cookie. Lasts 12 h, or 2 h without a request. Ten wrong passwords in a row lock a name for 15 min. No key is needed. */
  beginSession: { body: SignIn; answer: Session };
  /** DELETE /v1/session: Ends the session. Any valid key. */
  endSession: { answer: undefined };
  /** PUT /v1/me/password: Changes the own password; all other sessions end. Any valid key. */
  changePassword: { body: NewPassword; answer: undefined };
  /** POST /v1/setup: Sets the password of whoever has the link. No key is needed. */
  setUp: { body: Setup; answer: SetupAnswer };
  /** GET /setup: Shows the page on which a password is set. No key is needed. */
  readSetup: { answer: string };
}
