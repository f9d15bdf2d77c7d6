/**
 * What SQLite and DuckDB say of a file whose bytes are no more what they wrote.
 * Sources: https://www.sqlite.org/rescode.html (SQLITE_CORRUPT, SQLITE_NOTADB); DuckDB's storage checks.
 */
const DAMAGE = /malformed|not a database|corrupt|checksum|not a valid duckdb/i;

/** Why a file cannot be read any more because its bytes were changed; undefined where that is not what was thrown. */
export function damageIn(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (DAMAGE.test(each.message)) return each.message;
  }
  return undefined;
}
