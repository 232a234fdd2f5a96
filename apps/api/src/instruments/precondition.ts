import { ProblemRaised, problemOf } from '../problem/problem';

/** One strong entity tag of RFC 9110; a weak one never matches here, because what is edited has to be what was seen. */
const TAG = /^\s*(?:W\/)?"([^"]*)"\s*$/;

/** A tag as the header ETag has it. */
export function entityTag(tag: string): string {
  return `"${tag}"`;
}

/** Tags of an If-Match header; null for `*`, which takes any version. @throws ProblemRaised 428 without the header, 412 when it cannot match */
export function expectedTags(ifMatch: string | undefined, seenAt: string): readonly string[] | null {
  if (ifMatch === undefined || ifMatch.trim() === '') {
    const detail = `send the header If-Match with the ETag of GET ${seenAt}, so that nobody's change is undone unseen; "*" takes any version`;
    throw new ProblemRaised(problemOf(428, 'PRECONDITION_REQUIRED', 'If-Match is needed', detail));
  }
  if (ifMatch.trim() === '*') return null;
  const tags = ifMatch.split(',').map((part) => TAG.exec(part));
  if (tags.some((tag) => tag === null)) throw staleTag(seenAt, 'If-Match is no list of entity tags such as "5f3a"');
  return tags.flatMap((tag) => (tag && !tag[0].trim().startsWith('W/') ? [tag[1] ?? ''] : []));
}

/** The thing is another than the caller has seen. */
export function staleTag(seenAt: string, why = 'it was changed since you read it'): ProblemRaised {
  const detail = `${why}; read it again with GET ${seenAt}, and send its ETag as If-Match`;
  return new ProblemRaised(problemOf(412, 'PRECONDITION_FAILED', 'Another version is there', detail));
}
