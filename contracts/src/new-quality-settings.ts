import { z } from 'zod';
import { GivenInstant } from './instant.ts';
import { QualitySettingsChange } from './quality-settings.ts';
import { Scope } from './scope.ts';

/** Quality settings to be set for a scope. */
export const NewQualitySettings = z.strictObject({
  scope: Scope,
  settings: QualitySettingsChange.nullable().describe(
    'what differs from less specific settings and the defaults, in whole; null: nothing any more',
  ),
  validFrom: GivenInstant.optional().describe('Unix ms, time of the readings; default: now'),
  backdated: z
    .boolean()
    .default(false)
    .describe('a `validFrom` in the past is meant, and stored readings will be judged again'),
});
export type NewQualitySettings = z.input<typeof NewQualitySettings>;
