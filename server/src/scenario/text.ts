import { z } from 'zod';

/** The languages people read. */
export const LANGUAGES = ['id', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const Line = z.string().trim().min(1).max(1_000);

/** The same in Indonesian and in English. */
export const Text = z.strictObject({ id: Line, en: Line });
export type Text = z.infer<typeof Text>;
