/** What a model is called for; every call is recorded under one of these. */
export const Purposes = ['draft', 'repair', 'photo_check', 'consult', 'ask', 'transcribe', 'speak', 'probe'] as const;
export type Purpose = (typeof Purposes)[number];
