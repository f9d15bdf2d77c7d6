import { CodeLanguage, type Options, TextMode } from '@grafana/grafana-foundation-sdk/text';
import type { Say, Text } from '../text.ts';
import { NO_UNIT } from '../unit.ts';
import { housePanel, type Sized, type Words } from './house.ts';

/** Words for the reader, in Markdown. */
export function note(say: Say, words: Words & { readonly markdown: Text }): Sized {
  const { panel, ...size } = housePanel(
    say,
    { width: 24, height: 4, ...words },
    {
      type: 'text',
      targets: [],
      unit: NO_UNIT,
      options: {
        mode: TextMode.Markdown,
        content: say(words.markdown),
        code: { language: CodeLanguage.Plaintext, showLineNumbers: false, showMiniMap: false },
      } satisfies Options,
    },
  );
  const { targets: _, ...rest } = panel;
  return { ...size, panel: rest };
}
