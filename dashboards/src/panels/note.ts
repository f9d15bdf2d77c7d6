import {
  CodeLanguage,
  CodeOptionsBuilder,
  TextMode,
  PanelBuilder as TextPanel,
} from '@grafana/grafana-foundation-sdk/text';
import type { Say, Text } from '../text.ts';
import { housePanel, type PanelBuilder, type Words } from './house.ts';

/** Words for the reader, in Markdown. */
export function note(say: Say, words: Words & { readonly markdown: Text }): PanelBuilder {
  return housePanel(new TextPanel(), say, { width: 24, height: 4, ...words }, {})
    .mode(TextMode.Markdown)
    .content(say(words.markdown))
    .code(
      new CodeOptionsBuilder().language(CodeLanguage.Plaintext).showLineNumbers(false).showMiniMap(false),
    );
}
