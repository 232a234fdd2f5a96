import type { CallContext, ModelOutcome, ModelPort, ModelRequest, ModelStatus, Speech } from '@labwright/drafting';

/** The model of this lab, as a token of injection: whichever port the settings make. */
export abstract class LabModel implements ModelPort {
  abstract ask<T>(request: ModelRequest<T>): Promise<ModelOutcome<T>>;
  abstract transcribe(
    audio: { readonly mediaType: string; readonly fileName: string; readonly bytes: Uint8Array },
    context: CallContext,
  ): Promise<ModelOutcome<string>>;
  abstract speak(text: string, context: CallContext): Promise<ModelOutcome<Speech>>;
  abstract status(): Promise<ModelStatus>;
}
