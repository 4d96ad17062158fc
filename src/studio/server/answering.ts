/** The side of an `AskedProcess` that answers. */
import { visibleLines } from '../../core/visible.ts';
import type { Answered, Asked } from './asked-process.ts';
import { errorReply } from './refusal.ts';

/** Answers until the server ends this process, or has ended itself. */
export function answerQuestions<Question, Answer extends object>(
  answer: (question: Question) => Promise<Answer>,
): void {
  process.on('message', async ({ number, question }: Asked<Question>) => {
    const reply: Answered<Answer>['answer'] = await answer(question).catch((error) => {
      const { body, status } = errorReply(error);
      if (status === 500)
        console.error(visibleLines(String(error instanceof Error ? error.stack : error)));
      return body;
    });
    process.send!({ number, answer: reply } satisfies Answered<Answer>);
  });
  // Without the server there are no more questions.
  process.on('disconnect', () => process.exit());
  // Signals to all processes of the terminal are for the server, which then ends this process.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
}
