import { useWording } from '../services.ts';
import { FlagIcon } from './icon.tsx';

/** A problem in words, with what to do about it. `problem` weighs more than `hint`. */
export function Notice({
  severity,
  title,
  advice,
  onRetry,
}: {
  severity: 'problem' | 'hint';
  title: string;
  advice: string;
  onRetry?: () => void;
}) {
  const { text } = useWording();
  return (
    <div class={`notice ${severity}`} role="status">
      <FlagIcon flag={severity === 'problem' ? 4 : 3} />
      <p>
        <strong>{title}</strong> {advice}
      </p>
      {onRetry !== undefined && (
        <button type="button" class="plain-button" onClick={onRetry}>
          {text.tryNow}
        </button>
      )}
    </div>
  );
}
