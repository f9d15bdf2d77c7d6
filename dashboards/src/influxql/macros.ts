/** The dashboard's time range, which Grafana puts in. */
export const TIME_FILTER = '$timeFilter';

/** The dashboard's time range and the day before it, of whatever zone. */
export const RANGE_AND_DAY_BEFORE = `time >= $\{__from}ms - 25h AND time <= $\{__to}ms`;

/** The dashboard's time range without its last instant, which would begin a bucket of its own. */
export const RANGE_WITHOUT_END = `time >= $\{__from}ms AND time < $\{__to}ms`;

/** Quarters of an hour, the first of which begins with the dashboard's time range. */
export const BY_QUARTER_HOUR = `time(15m, $\{__from}ms)`;

/** What began before the end of the dashboard's time range and has its end, in a field of Unix ms, after its begin. */
export function reachingIntoRange(endField: string): string {
  return `"${endField}" > $\{__from} AND time <= $\{__to}ms`;
}

/** Buckets as wide as the panel's pixels make them. */
export const BY_INTERVAL = 'time($__interval)';

/** A tag that equals a variable of one value, whatever characters are in that. */
export function tagIsVariable(tag: string, variable: string): string {
  return `"${tag}" = \${${variable}:singlequote}`;
}

/** A tag that is among the values of a variable of many; Grafana puts in a regular expression between the slashes. */
export function tagAmongVariable(tag: string, variable: string): string {
  return `"${tag}" =~ /^$${variable}$/`;
}

/** A variable's value as it is: for the inside of a name in double quotes. */
export function rawVariable(variable: string): string {
  return `\${${variable}:raw}`;
}

/** What people read of a variable's value: for titles. */
export function variableText(variable: string): string {
  return `\${${variable}:text}`;
}

/** A variable's value as a part of an address. */
export function variableInUrl(variable: string): string {
  return `\${${variable}:percentencode}`;
}
