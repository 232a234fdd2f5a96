import { LabError } from '@labwright/domain';
import { changePassword, setPasswordByLink, signIn, signOut, type Principal } from '@labwright/execution';
import { Database } from '@labwright/persistence';
import { Body, Controller, Delete, Get, Post, Put, Req, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { z } from 'zod';
import { Caller, actingOf } from '../access/caller';
import { RateLimits } from '../access/rate-limits';
import { giveSessionCookie, takeSessionCookie } from '../access/session-cookie';
import type { ApiRequest } from '../http/api-request';
import { Operation } from '../openapi/operation';
import { problemResponse } from '../openapi/problem-response';
import { meOf } from '../principals/me';
import {
  NewPasswordSchema,
  SessionSchema,
  SetupAnswerSchema,
  SetupSchema,
  SignInSchema,
  type NewPassword,
  type Setup,
  type SignIn,
} from './session.schema';
import { SETUP_PAGE, SETUP_POLICY } from './setup-page';

/** How people sign in from a browser; programs have keys. */
@ApiTags('sessions')
@Controller()
export class SessionsController {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
  ) {}

  @Post('v1/session')
  @ApiResponse({ status: 401, ...problemResponse('No principal of this name has this password') })
  @ApiResponse({ status: 429, ...problemResponse('Too many attempts, see Retry-After') })
  @Operation({
    summary: 'Signs a person in, and gives a session as a cookie',
    description: 'Lasts 12 h, or 2 h without a request. Ten wrong passwords in a row lock a name for 15 min.',
    status: 201,
    answers: SessionSchema,
    body: 'json',
  })
  async beginSession(
    @Body({ schema: SignInSchema }) { name, password }: SignIn,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.input<typeof SessionSchema>> {
    await this.limits.countSignIn(request);
    const { token, csrfToken, expiresAt, principal } = await signIn(this.database, name, password);
    giveSessionCookie(request, response, token, expiresAt);
    return { principal: meOf(principal, csrfToken), csrfToken, expiresAt };
  }

  @Delete('v1/session')
  @ApiResponse({ status: 409, ...problemResponse('The request came with a key, which has no session') })
  @Operation({ summary: 'Ends the session', status: 204, answers: null })
  async endSession(@Caller() caller: Principal, @Req() request: ApiRequest, @Res({ passthrough: true }) response: Response): Promise<void> {
    const { sessionId } = caller;
    if (sessionId === null) {
      const reason = 'a key has no session';
      throw new LabError('CONFLICT', `${reason}; DELETE /v1/keys/:id ends a key`, { kind: 'session', id: caller.name, reason });
    }
    await this.database.transaction((tx) => signOut(tx, sessionId, actingOf(caller).actor));
    takeSessionCookie(request, response);
  }

  @Put('v1/me/password')
  @ApiResponse({ status: 429, ...problemResponse('Too many wrong passwords, see Retry-After') })
  @Operation({ summary: 'Changes the own password; all other sessions end', status: 204, answers: null, body: 'json' })
  async changePassword(
    @Body({ schema: NewPasswordSchema }) { current, password }: NewPassword,
    @Caller() caller: Principal,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.limits.countSignIn(request);
    await changePassword(this.database, caller, current, password);
  }

  @Post('v1/setup')
  @ApiResponse({ status: 401, ...problemResponse('The link is not known, or was used, or is too old') })
  @ApiResponse({ status: 429, ...problemResponse('Too many attempts, see Retry-After') })
  @Operation({ summary: 'Sets the password of whoever has the link', answers: SetupAnswerSchema, body: 'json' })
  async setUp(@Body({ schema: SetupSchema }) { token, password }: Setup, @Req() request: ApiRequest): Promise<{ name: string }> {
    await this.limits.countSignIn(request);
    return { name: await setPasswordByLink(this.database, token, password) };
  }

  @Get('setup')
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'A page', content: { 'text/html': { schema: { type: 'string' }, example: SETUP_PAGE } } })
  @Operation({ summary: 'Shows the page on which a password is set', answers: null })
  readSetup(@Res() response: Response): void {
    response.set('Content-Security-Policy', SETUP_POLICY).type('text/html; charset=utf-8').send(SETUP_PAGE);
  }
}
