/** Where something that a text says went in a draft: in words, with the step if it is one. */
export interface Filled {
  readonly step: string | null;
  readonly where: string;
}
