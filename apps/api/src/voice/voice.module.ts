import { Module } from '@nestjs/common';
import { EstopModule } from '../estop/estop.module';
import { SpeechController } from './speech.controller';
import { SpokenTexts } from './spoken-texts';
import { VoiceController } from './voice.controller';
import { VoiceEmergency } from './voice-emergency';
import { VoiceTurns } from './voice-turns';

@Module({ imports: [EstopModule], controllers: [VoiceController, SpeechController], providers: [VoiceTurns, VoiceEmergency, SpokenTexts] })
export class VoiceModule {}
