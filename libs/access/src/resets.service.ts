import { Inject, Injectable } from '@nestjs/common';
import { JobQueue, UnitOfWork } from '#platform';
import { AttemptsService, type Knock } from './attempts.service.js';
import { SEND_LINK } from './invitations.service.js';
import { SignInStore } from './persistence/sign-in.store.js';

/** Somebody says that they forgot their password. Nobody learns whether there is such an editor, not even by the time it takes. */
@Injectable()
export class ResetsService {
  private readonly store: SignInStore;

  constructor(
    @Inject(UnitOfWork) private readonly work: UnitOfWork,
    @Inject(AttemptsService) private readonly attempts: AttemptsService,
    @Inject(JobQueue) private readonly jobs: JobQueue,
  ) {
    this.store = new SignInStore(work);
  }

  /** Whoever there is gets a letter; the job for nobody is dropped by the worker. */
  async request(email: string, { address }: Omit<Knock, 'email'> = {}): Promise<void> {
    await this.attempts.count('RESET', { email, ...(address === undefined ? {} : { address }) });
    await this.work.run(async () => {
      const editor = await this.store.findByEmail(email);
      await this.jobs.add(SEND_LINK, { editorId: editor?.id ?? null, purpose: 'RESET' });
    });
  }
}
