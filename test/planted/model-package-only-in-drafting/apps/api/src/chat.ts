import OpenAI from 'openai';

export const clients: OpenAI[] = [];
