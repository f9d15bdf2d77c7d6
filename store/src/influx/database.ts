import { ConfigurationError } from '@banyu/contracts';
import { numberIn, textIn } from './answer.ts';
import { parametersAmong, RETENTION, TELEMETRY } from './fields.ts';
import { type InfluxHttp, QueryError } from './http.ts';
import { identifier } from './influxql.ts';

/** The database that holds the readings: there, allowed, and what it says of itself. */
export class InfluxDatabase {
  readonly http: InfluxHttp;
  readonly #name: string;
  readonly #prefix: string;
  #preparing: Promise<void> | undefined;
  #sealedBefore = 0;

  constructor(http: InfluxHttp, name: string, retentionPolicy: string | undefined) {
    this.http = http;
    this.#name = name;
    this.#prefix = retentionPolicy === undefined ? '' : `${identifier(retentionPolicy)}.`;
  }

  /** Readings before this instant (Unix ms) are gone; figures of them stand in the hourly measurement. */
  get sealedBefore(): number {
    return this.#sealedBefore;
  }

  /** A measurement as InfluxQL names it. */
  measurement(name: string): string {
    return this.#prefix + identifier(name);
  }

  get telemetry(): string {
    return this.measurement(TELEMETRY);
  }

  /**
   * Sees once that the database is there and usable, and creates it where that is allowed. Throws ConfigurationError
   * when an operator has to act, QueryError when the store cannot be reached.
   */
  prepare(): Promise<void> {
    this.#preparing ??= this.#prepare().catch((error: unknown) => {
      this.#preparing = undefined;
      throw error;
    });
    return this.#preparing;
  }

  /** Asks how far retention has come: another process may have moved it. Throws QueryError. */
  async readSeal(): Promise<void> {
    const sealed = await this.#ask(`SELECT max("sealed_before") FROM ${this.measurement(RETENTION)}`);
    if (sealed > this.#sealedBefore) this.#sealedBefore = sealed;
  }

  /** The parameters that have readings. */
  async parameters(): Promise<string[]> {
    const fields: string[] = [];
    for await (const { rows } of this.http.query([`SHOW FIELD KEYS FROM ${this.telemetry}`])) {
      fields.push(...rows.map(([field]) => textIn(field)));
    }
    return parametersAmong(fields);
  }

  /** Remembers durably that readings before `t` are gone. Throws QueryError. */
  async seal(t: number): Promise<void> {
    // The server's own time, so that the point lies within whatever the retention policy keeps.
    const answer = await this.http.write(`${RETENTION} sealed_before=${t}i`);
    if (answer.status !== 'written')
      throw new QueryError(`Cannot mark what retention deletes: ${answer.reason}`);
    this.#sealedBefore = t;
  }

  async #prepare(): Promise<void> {
    try {
      await this.readSeal();
    } catch (error) {
      if (!(error instanceof QueryError) || error.httpStatus === undefined) throw error;
      if (isMissing(error)) {
        await this.#create();
        await this.readSeal();
      } else if (error.httpStatus === 401 || error.httpStatus === 403) {
        throw new ConfigurationError(
          `Cannot use the database "${this.#name}" at ${this.http.origin}: ${error.message}`,
          { cause: error },
        );
      } else {
        throw error;
      }
    }
  }

  async #create(): Promise<void> {
    try {
      await this.#ask(`CREATE DATABASE ${identifier(this.#name)}`);
    } catch (cause) {
      if (!(cause instanceof QueryError) || cause.httpStatus === undefined || cause.httpStatus >= 500)
        throw cause;
      throw new ConfigurationError(
        `There is no database "${this.#name}" at ${this.http.origin}, and it cannot be created: ${cause.message}`,
        { cause },
      );
    }
  }

  /** The number in the answer's first row; NaN for none. */
  async #ask(statement: string): Promise<number> {
    let answer = Number.NaN;
    for await (const { rows } of this.http.query([statement])) answer = numberIn(rows[0]?.[1]);
    return answer;
  }
}

/** 1.x says so in an answer of status 200, others by 404. */
function isMissing({ httpStatus, message }: QueryError): boolean {
  return httpStatus === 404 || message.includes('database not found');
}
