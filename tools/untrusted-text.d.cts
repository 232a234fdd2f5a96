/** Findings in one file as `path:line rule: sentence`. */
export declare function inspect(path: string, text: string): string[];
