import type { ComponentChildren } from 'preact';
import { Notice } from '../parts/notice.tsx';
import { useWording } from '../services.ts';
import type { Loaded } from './use-loaded.ts';

/** What was loaded, or what stands in its way. */
export function LoadedView<T>({
  loaded: { answer, reload },
  children,
}: {
  loaded: Loaded<T>;
  children: (value: T) => ComponentChildren;
}) {
  const { text } = useWording();
  if (answer === undefined) return <p class="loading">{text.loading}</p>;
  if (answer.status === 'ok') return <>{children(answer.value)}</>;
  const advice = answer.status === 'problem' ? text.loadFailedAdvice(answer.detail) : text.unreachableAdvice;
  return <Notice severity="problem" title={text.data.failed} advice={advice} onRetry={reload} />;
}
