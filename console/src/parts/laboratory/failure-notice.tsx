import type { Answer } from '../../api/client.ts';
import { useWording } from '../../services.ts';
import { Notice } from '../notice.tsx';

/** Why a request came to nothing; nothing for one that went well. */
export function FailureNotice({
  title,
  answer,
  onRetry,
}: {
  title: string;
  answer: Answer<unknown> | undefined;
  onRetry?: () => void;
}) {
  const { text } = useWording();
  if (answer === undefined || answer.status === 'ok') return null;
  const advice =
    answer.status === 'problem' ? text.loadFailedAdvice(answer.detail) : text.laboratory.noAnswer;
  return (
    <Notice severity="problem" title={title} advice={advice} {...(onRetry !== undefined && { onRetry })} />
  );
}
