import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';

/** A colour, and others from a value on (the value itself included), ascending. */
export function coloursFrom(
  first: string,
  ...others: readonly (readonly [from: number, colour: string])[]
): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([
    // The first step has no lower end.
    { value: null, color: first },
    ...others.map(([value, color]) => ({ value, color })),
  ]);
}
