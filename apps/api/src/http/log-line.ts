/** Writes one line for operators. Keys and bodies never go there. */
export type LogLine = (line: string) => void;
