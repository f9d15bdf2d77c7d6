import type { ComponentChildren } from 'preact';

/** An empty place that explains the next step: words, then what to type. */
export function Guide({
  title,
  advice,
  command,
  children,
}: {
  title: string;
  advice: string;
  command?: string;
  children?: ComponentChildren;
}) {
  return (
    <div class="guide">
      <strong>{title}</strong>
      <p>{advice}</p>
      {command !== undefined && (
        <pre>
          <code>{command}</code>
        </pre>
      )}
      {children}
    </div>
  );
}
