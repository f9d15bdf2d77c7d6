import type { ApiLaboratory, ApiResult, ApiSample, ApiSampleVersion } from '@banyu/contracts';
import type { LaboratoryRecord, LaboratoryResult, LaboratorySample, SampleVersion } from '@banyu/registry';

// The registry's records as the API shows them.

export function apiLaboratory(record: LaboratoryRecord): ApiLaboratory {
  const { id, name, accreditation, accreditedFrom, accreditedTo } = record;
  return { id, name, accreditation, accreditedFrom, accreditedTo };
}

export function apiSample(sample: LaboratorySample): ApiSample {
  return { ...apiSampleVersion(sample), results: sample.results.map(apiResult) };
}

export function apiSampleVersion(version: SampleVersion): ApiSampleVersion {
  return { ...version, custody: [...version.custody] };
}

export function apiResult(result: LaboratoryResult): ApiResult {
  return { ...result };
}
