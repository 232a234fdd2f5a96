import path from 'node:path';

/** JSON, and the type that it has to be of, such as `import('openai/resources/responses/responses').ResponseCreateParams`. */
export interface Captured {
  readonly type: string;
  readonly value: unknown;
}

/** What a call of each route of an endpoint has to be. The file of a transcription goes as a part of a form, and not as JSON. */
export const SdkTypes = {
  responses: `import('openai/resources/responses/responses').ResponseCreateParams`,
  chat: `import('openai/resources/chat/completions').ChatCompletionCreateParams`,
  speech: `import('openai/resources/audio/speech').SpeechCreateParams`,
  transcription: `Omit<import('openai/resources/audio/transcriptions').TranscriptionCreateParamsNonStreaming, 'file'>`,
} as const;

const ROOT = path.resolve(__dirname, '../../..');
const FILE = path.join(ROOT, 'libs/testing/src/captured.ts');

/**
 * What the TypeScript compiler says of each value, written out as a literal of its type: a wrong value and an unknown field are both errors
 * there. Empty for a value that fits. Takes some seconds, because the compiler reads the SDK.
 */
export async function misfitsOf(captured: readonly Captured[]): Promise<string[][]> {
  // Only where it is needed: every spec imports this library, and the compiler is large.
  const { default: ts } = await import('typescript');
  const texts = captured.map(({ type, value }, i) => `export const value${i}: ${type} = ${JSON.stringify(value)};\n`);
  const options = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    module: ts.ModuleKind.Node20,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ['node'],
  };
  const host = ts.createCompilerHost(options);
  const given = { file: host.getSourceFile.bind(host), exists: host.fileExists.bind(host) };
  host.fileExists = (name) => name === FILE || given.exists(name);
  host.getSourceFile = (name, version) => (name === FILE ? ts.createSourceFile(name, texts.join(''), version) : given.file(name, version));
  const program = ts.createProgram([FILE], options, host);
  const source = program.getSourceFile(FILE);
  if (!source) throw new Error('the compiler did not take the values');
  const misfits = texts.map((): string[] => []);
  for (const { start = 0, messageText } of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
    // One value is one line.
    const { line } = source.getLineAndCharacterOfPosition(start);
    misfits[line]?.push(ts.flattenDiagnosticMessageText(messageText, ' '));
  }
  return misfits;
}
