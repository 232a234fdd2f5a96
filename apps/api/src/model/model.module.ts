import { NoModel, OpenAiModel } from '@labwright/drafting';
import { Database } from '@labwright/persistence';
import { Global, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ApiSettings } from '../api-settings';
import { DatabaseCallBook } from './database-call-book';
import { LabModel } from './lab-model';
import { ModelController } from './model.controller';

/** Every feature may be given `LabModel`. At start the endpoint is asked what it can do; nothing waits for it, and nothing fails with it. */
@Global()
@Module({
  controllers: [ModelController],
  providers: [
    {
      provide: LabModel,
      inject: [Database, ApiSettings],
      useFactory: (database: Database, { model, log }: ApiSettings): LabModel => {
        const book = new DatabaseCallBook(database, log);
        return model === null ? new NoModel(book) : new OpenAiModel(model, book);
      },
    },
  ],
  exports: [LabModel],
})
export class ModelModule implements OnApplicationBootstrap {
  constructor(
    private readonly model: LabModel,
    private readonly settings: ApiSettings,
  ) {}

  onApplicationBootstrap(): void {
    // The one that comes with the lab is started after us; it is asked when somebody needs it.
    if (this.settings.model === null || this.settings.model.provider === 'simulated') return;
    this.model.status().catch((error: unknown) => this.settings.log(`the model was not asked what it can do: ${(error as Error).message}`));
  }
}
