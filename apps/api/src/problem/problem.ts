import { z } from 'zod';

/** One thing that is wrong with a request; a file of lines has the place, counted from 1. */
const FaultSchema = z.object({
  in: z.enum(['body', 'query', 'path', 'header']),
  pointer: z.string(),
  message: z.string(),
  line: z.number().int().min(1).optional(),
  column: z.number().int().min(1).optional(),
});

/** RFC 9457 problem details, with what a program needs beside the text. */
export const ProblemSchema = z
  .looseObject({
    type: z.string().describe('stable URN of the kind of problem: urn:labwright:problem:<code>'),
    title: z.string(),
    status: z.number().int().min(400).max(599),
    detail: z.string().describe('what happened, to what, and what to do'),
    code: z.string(),
    context: z.record(z.string(), z.unknown()).optional(),
    errors: z.array(FaultSchema).optional(),
    diagnostics: z.array(z.unknown()).optional().describe('findings of the compiler'),
    requestId: z.string().describe('also in the header X-Request-Id and in the log'),
  })
  .meta({ id: 'Problem' });

/** A problem without the id of the request that met it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly [member: string]: unknown;
}

/** A problem with the headers that go with its status. */
export interface ProblemAnswer {
  readonly problem: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** Not the fault of the caller: goes to the log with its cause. */
  readonly unexpected: boolean;
}

export function problemOf(status: number, code: string, title: string, detail: string, more: Record<string, unknown> = {}): Problem {
  return { type: `urn:labwright:problem:${code}`, title, status, detail, code, ...more };
}

/** A problem that a route raises with members of its own, where no LabError says it. */
export class ProblemRaised extends Error {
  constructor(
    readonly problem: Problem,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(problem.detail);
  }
}
