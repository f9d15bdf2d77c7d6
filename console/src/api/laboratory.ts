import type {
  ApiComparisonList,
  ApiLaboratory,
  ApiLaboratoryList,
  ApiSample,
  ApiSampleHistory,
  ApiSamplePage,
  ApiSavedResults,
  ApiUpload,
  NewResult,
  ParameterId,
  SampleEntry,
  SampleRevision,
} from '@banyu/contracts';
import { type Answer, type ApiClient, plantPath } from './client.ts';

/** Who makes a change, and why. */
export interface Signed {
  readonly by: string;
  readonly why: string;
  readonly evidence?: string;
}

/** What holds for an uploaded table's rows that do not say it themselves. */
export interface UploadOptions {
  readonly point: string;
  readonly sampledBy: string;
  readonly laboratory: string;
  readonly supersede: boolean;
}

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The part of the API that is about samples of one plant. */
export class LaboratoryApi {
  readonly #api: ApiClient;
  readonly #plant: string;

  constructor(api: ApiClient, plant: string) {
    this.#api = api;
    this.#plant = plantPath(plant);
  }

  async laboratories(): Promise<readonly ApiLaboratory[]> {
    const answer = await this.#api.get<ApiLaboratoryList>('laboratories');
    return answer.status === 'ok' ? answer.value.laboratories : [];
  }

  /** A page of the samples that hold, or of those that were withdrawn. */
  samples(cursor: string | undefined, which: 'held' | 'withdrawn' = 'held'): Promise<Answer<ApiSamplePage>> {
    const query = new URLSearchParams({
      limit: '50',
      ...(which === 'withdrawn' && { withdrawn: 'true' }),
      ...(cursor !== undefined && { cursor }),
    });
    return this.#api.get(`${this.#plant}/samples?${query}`);
  }

  add(sample: SampleEntry, results: readonly NewResult[], signed: Signed): Promise<Answer<ApiSample>> {
    return this.#api.post(`${this.#plant}/samples`, { sample, results, ...signed });
  }

  history(id: string): Promise<Answer<ApiSampleHistory>> {
    return this.#api.get(this.#of(id));
  }

  revise(id: string, revision: SampleRevision, signed: Signed): Promise<Answer<ApiSample>> {
    return this.#api.post(`${this.#of(id)}/revisions`, { revision, ...signed });
  }

  withdraw(id: string, signed: Signed): Promise<Answer<ApiSampleHistory>> {
    return this.#api.post(`${this.#of(id)}/withdrawal`, signed);
  }

  restore(id: string, signed: Signed): Promise<Answer<ApiSample>> {
    return this.#api.post(`${this.#of(id)}/restoration`, signed);
  }

  #of(id: string): string {
    return `${this.#plant}/samples/${encodeURIComponent(id)}`;
  }

  upload(file: File, options: UploadOptions): Promise<Answer<ApiUpload>> {
    const { supersede, ...defaults } = options;
    const query = new URLSearchParams({ name: file.name.slice(0, 200) });
    for (const [name, value] of Object.entries(defaults)) if (value !== '') query.set(name, value);
    if (supersede) query.set('onDuplicate', 'supersede');
    // What a system calls a CSV file differs; the server looks into the file.
    const type = /\.xlsx$/i.test(file.name) ? XLSX : 'text/csv';
    return this.#api.post(`${this.#plant}/laboratory/uploads?${query}`, new Blob([file], { type }));
  }

  save(upload: string, withoutRefused: boolean, { by, why }: Signed): Promise<Answer<ApiSavedResults>> {
    return this.#api.post(`${this.#plant}/laboratory/uploads/${upload}/save`, { withoutRefused, by, why });
  }

  compare(parameter: ParameterId): Promise<Answer<ApiComparisonList>> {
    return this.#api.get(`${this.#plant}/laboratory/compare?parameter=${parameter}`);
  }

  get templateUrl(): string {
    return `/api/v1/${this.#plant}/laboratory/template`;
  }
}
