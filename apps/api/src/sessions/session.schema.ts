import { z } from 'zod';
import { TimeSchema, closedObject } from '../http/field.schema';
import { MeSchema } from '../principals/principal.schema';

/** Bounds of what is read at all; what makes a good password is said by `needGoodPassword`. */
const PasswordSchema = z.string().min(1).max(1_000);
const TokenSchema = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, 'the part of the link after #');

export const SignInSchema = closedObject({ name: z.string().min(1).max(100), password: PasswordSchema }).meta({ id: 'SignIn' });
export type SignIn = z.output<typeof SignInSchema>;

export const SessionSchema = z
  .object({ principal: MeSchema, csrfToken: z.string().describe('to be sent as X-CSRF-Token with every change'), expiresAt: TimeSchema })
  .meta({ id: 'Session' });

export const SetupSchema = closedObject({ token: TokenSchema, password: PasswordSchema }).meta({ id: 'Setup' });
export type Setup = z.output<typeof SetupSchema>;
export const SetupAnswerSchema = z.object({ name: z.string() }).meta({ id: 'SetupAnswer' });

export const NewPasswordSchema = closedObject({ current: PasswordSchema, password: PasswordSchema }).meta({ id: 'NewPassword' });
export type NewPassword = z.output<typeof NewPasswordSchema>;

export const PasswordLinkSchema = z
  .object({ path: z.string().describe('of the page, with the token after #; shown once'), expiresAt: TimeSchema })
  .meta({ id: 'PasswordLink' });
