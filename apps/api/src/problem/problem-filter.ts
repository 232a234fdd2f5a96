import { isLabError } from '@labwright/domain';
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Response } from 'express';
import { methodsOf } from '../access/route-access';
import { ApiSettings } from '../api-settings';
import type { ApiRequest } from '../http/api-request';
import { ProblemRaised, problemOf } from './problem';
import { problemOfError } from './problem-of-error';
import { sendProblem } from './send-problem';

/** Every error of every route leaves here, as problem details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly settings: ApiSettings) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    const response = http.getResponse<Response>();
    const answer = problemOfError(error instanceof NotFoundException ? noRoute(request) : error);
    if (answer.unexpected) {
      // What has a code of ours says enough by itself; the stack is for what nobody foresaw.
      const foreseen = isLabError(error) && error.code !== 'INTERNAL';
      const cause = error instanceof Error ? (foreseen ? error.message : (error.stack ?? error.message)) : String(error);
      this.settings.log(`${answer.problem.status} ${request.method} ${request.path} request ${request.requestId ?? ''}: ${cause}`);
    }
    if (response.headersSent) return void request.socket.destroy();
    sendProblem(request, response, answer);
  }
}

/** The router found nothing: no such path, or a path that takes other methods. */
function noRoute({ method, path }: ApiRequest): ProblemRaised {
  const allowed = methodsOf(path);
  const shown = path.slice(0, 200);
  if (allowed.length === 0) {
    return new ProblemRaised(
      problemOf(404, 'NOT_FOUND', 'There is no such route', `there is no route ${method} ${shown}; GET /v1/openapi.json lists them`),
    );
  }
  const detail = `${shown} does not take ${method}; it takes ${allowed.join(', ')}`;
  return new ProblemRaised(problemOf(405, 'METHOD_NOT_ALLOWED', 'The method is not allowed here', detail, { context: { allowed } }), {
    Allow: allowed.join(', '),
  });
}
