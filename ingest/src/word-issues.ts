/** What a schema found wrong, in a line; `whole` names the value itself. */
export function wordIssues(
  issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[],
  whole: string,
): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.') || whole}: ${message}`).join('; ');
}
