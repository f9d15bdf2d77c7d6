/** The languages that dashboards are written in, Indonesian first: most operators read that. */
export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A text for people, in both languages. */
export interface Text {
  readonly id: string;
  readonly en: string;
}

/** Gives a text in the language that is being written. */
export type Say = (text: Text) => string;

export function sayIn(language: Language): Say {
  return (text) => text[language];
}
