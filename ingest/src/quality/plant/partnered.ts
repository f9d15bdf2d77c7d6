import type { PlantCheck } from '@banyu/contracts';
import type { ComparedSeries } from './plant-finding.ts';

type PartnerCheck = Extract<PlantCheck, { readonly partner: unknown }>;

/** Each series with a check of that kind, with each of the same parameter at the point that the check compares it with. */
export function partnered<Kind extends PartnerCheck['check']>(
  series: readonly ComparedSeries[],
  kind: Kind,
): readonly {
  readonly check: Extract<PartnerCheck, { check: Kind }>;
  readonly leaves: ComparedSeries;
  readonly comes: ComparedSeries;
}[] {
  return series.flatMap((leaves) =>
    leaves.checks
      .filter((check): check is Extract<PartnerCheck, { check: Kind }> => check.check === kind)
      .flatMap((check) =>
        series
          .filter(({ key }) => key.parameter === leaves.key.parameter)
          .filter(({ key }) => key.point === check.partner && key.point !== leaves.key.point)
          .map((comes) => ({ check, leaves, comes })),
      ),
  );
}
