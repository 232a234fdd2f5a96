import { Module } from '@nestjs/common';
import { SpeechController } from './speech.controller';
import { SpokenTexts } from './spoken-texts';
import { VoiceController } from './voice.controller';
import { VoiceTurns } from './voice-turns';

@Module({ controllers: [VoiceController, SpeechController], providers: [VoiceTurns, SpokenTexts] })
export class VoiceModule {}
