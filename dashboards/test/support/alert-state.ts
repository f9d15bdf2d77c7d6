import type { Frame } from './frames.ts';
import type { PolicyFile, Rule } from './provisioning-schema.ts';

/** What a rule makes of the series of its query: the series (by label) that fire; or its state without any. */
export function evaluate(
  rule: Rule,
  series: readonly Frame[],
): readonly Frame['labels'][] | Rule['noDataState'] {
  const reduced = series.flatMap(({ labels, values }) => {
    // The mode of the house drops what is no number before it reduces.
    const last = values.findLast((value) => typeof value === 'number');
    return last === undefined ? [] : [{ labels, value: Number(last) }];
  });
  if (reduced.length === 0) return rule.noDataState;
  return reduced.filter(({ value }) => isOver(rule, value)).map(({ labels }) => labels);
}

/** Whether a reduced value is beyond the rule's limit. */
export function isOver(rule: Rule, value: number): boolean {
  const deciding = rule.data.find(({ refId }) => refId === rule.condition)?.model;
  if (deciding === undefined || !('conditions' in deciding)) throw new Error(`${rule.uid} decides nothing`);
  const { type, params } = deciding.conditions[0].evaluator;
  return type === 'gt' ? value > params[0] : value < params[0];
}

/** How often an alert with these labels is told again: that of the first route that matches, or of the root. */
export function repeatedEvery(
  { policies: [root] }: PolicyFile,
  labels: Readonly<Record<string, string>>,
): string {
  const route = root.routes.find(({ object_matchers }) =>
    object_matchers.every(([label, , value]) => labels[label] === value),
  );
  return (route ?? root).repeat_interval;
}
