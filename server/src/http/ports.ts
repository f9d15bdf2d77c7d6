import type {
  ApiBackup,
  ApiDevice,
  ApiDeviceCommand,
  ApiDeviceEvent,
  ApiNewSchedule,
  ApiPlantFinding,
  DeviceKey,
  DeviceSigning,
  NewDeviceCommand,
  NewDeviceKey,
  Reject,
  RejectReason,
  Signature,
} from '@banyu/contracts';
import type {
  Completeness,
  CompletenessBucket,
  ComplianceRow,
  OpenGap,
  ScheduleProposal,
  SeriesSpans,
  SlotPlan,
} from '@banyu/evaluation';
import type {
  Corrections,
  Laboratories,
  RequalificationQueue,
  Reviews,
  Samples,
  ServiceWindows,
  SetSchedule,
  Settings,
} from '@banyu/registry';
import type { AggregateQuery, ExportQuery, RawSeriesQuery, Store } from '@banyu/store';
import type { FastifyBaseLogger } from 'fastify';
import type { CorrectedBucket } from '../corrected/buckets-of.ts';
import type { CorrectedPoints, Layers } from '../corrected/corrected-series.ts';
import type { ExportFile } from '../export-desk.ts';
import type { UploadDesk } from '../laboratory/upload-desk.ts';
import type { RepairDesk } from '../repair/repair-desk.ts';
import type { RequalifyDesk } from '../requalify-desk.ts';
import type { LiveFeed } from './live-feed.ts';

type Awaitable<T> = T | Promise<T>;

/** What the API asks of the rest of the house. Whatever cannot answer now throws UnavailableError. */
export interface HttpPorts {
  readonly plants: PlantSource;
  readonly devices: DeviceSource;
  readonly commands: CommandSource;
  readonly deviceKeys: DeviceKeySource;
  readonly store: ReadingSource;
  readonly corrected: CorrectedSource;
  readonly corrections: CorrectionSource;
  readonly reviews: ReviewSource;
  readonly windows: WindowSource;
  readonly settings: SettingsSource;
  readonly exports: ExportSource;
  readonly backups: BackupSource;
  readonly rejects: RejectSource;
  readonly repairs: RepairSource;
  readonly events: EventSource;
  readonly heads: HeadSource;
  readonly slots: SlotSource;
  readonly schedules: ScheduleSource;
  readonly compliance: ComplianceSource;
  readonly requalifications: Pick<RequalifyDesk, 'start' | 'get' | 'list' | 'left'>;
  /** What the server will judge again by itself. */
  readonly requalificationQueue: Pick<RequalificationQueue, 'list' | 'count'>;
  /** The latest first. */
  readonly plantFindings: (query: {
    readonly plant: string;
    readonly from: number;
    readonly to: number;
    readonly limit: number;
  }) => Awaitable<readonly ApiPlantFinding[]>;
  readonly laboratory: LaboratoryPorts;
  readonly live: LiveFeed;
  /** The figures of this moment; asked at each scrape and each readiness probe. */
  readonly statistics: () => Awaitable<Statistics>;
  /** Unix time in ms. */
  readonly clock: () => number;
  readonly log: FastifyBaseLogger;
}

/** A plant as it is registered; more than this is not shown. */
export interface PlantRecord {
  readonly id: string;
  readonly name: string;
  /** IANA time zone. */
  readonly timeZone: string;
  readonly capacityM3PerDay: number | null;
  /** Id of the effluent standard. */
  readonly standard: string | null;
  /** In the order the water flows. */
  readonly points: readonly {
    readonly id: string;
    readonly name: string;
    readonly compliancePoint: boolean;
  }[];
}

export interface PlantSource {
  list(): Awaitable<readonly PlantRecord[]>;
  /** Throws NotFoundError. */
  get(id: string): Awaitable<PlantRecord>;
}

export interface DeviceSource {
  /** The devices of a plant, and how they are now. */
  ofPlant(plant: string): Awaitable<readonly ApiDevice[]>;
}

/** Commands to devices. Methods throw NotFoundError without that device at that plant. */
export interface CommandSource {
  /** Keeps a command, which is then sent. Throws InvalidInputError, ConflictError. */
  request(plant: string, device: string, input: NewDeviceCommand): Awaitable<ApiDeviceCommand>;
  /** Newest first. */
  list(plant: string, device: string): Awaitable<readonly ApiDeviceCommand[]>;
  /** Throws NotFoundError without that command, too. */
  get(plant: string, device: string, id: string): Awaitable<ApiDeviceCommand>;
}

/** The devices' public keys; see the registry for what the methods throw. */
export interface DeviceKeySource {
  of(plant: string, device: string): Awaitable<DeviceSigning>;
  add(plant: string, device: string, input: NewDeviceKey, signature: Signature): Awaitable<DeviceKey>;
  revoke(plant: string, device: string, key: string, signature: Signature): Awaitable<DeviceKey>;
  require(plant: string, device: string, required: boolean, signature: Signature): Awaitable<DeviceSigning>;
}

/** The reading half of the store. */
export type ReadingSource = Pick<
  Store,
  'latest' | 'readings' | 'rawSeries' | 'aggregate' | 'coverage' | 'ping'
>;

/** Readings with corrections laid over. Methods throw InvalidInputError where too much would have to be read. */
export interface CorrectedSource {
  points(query: RawSeriesQuery & Layers): Promise<CorrectedPoints>;
  buckets(query: AggregateQuery & Layers): Promise<readonly CorrectedBucket[]>;
}

/** What people lay over the readings; see the registry for what the methods throw. */
export type CorrectionSource = Pick<Corrections, 'add' | 'withdraw' | 'get' | 'list' | 'layersAsOf'>;
export type ReviewSource = Pick<Reviews, 'submit' | 'approve' | 'reopen' | 'levels' | 'list'>;
export type WindowSource = Pick<ServiceWindows, 'declare' | 'end' | 'cancel' | 'list' | 'history'>;
export type SettingsSource = Pick<Settings, 'set' | 'list' | 'inForce'>;

export interface ExportSource {
  /** Makes a file; its content must be read to the end or destroyed. Throws UnavailableError when busy. */
  make(query: Omit<ExportQuery, 'path'>): Promise<ExportFile>;
}

export interface BackupSource {
  /** Begins to copy into the folder of that name. Throws NotFoundError, UnavailableError while another is made. */
  begin(id: string): Awaitable<ApiBackup>;
  /** Throws NotFoundError for one that is not the last. */
  get(id: string): ApiBackup;
}

/** A page of a numbered list, newest first: ids descending, below `before`; what is left out matches all. */
interface PageQuery {
  readonly plant?: string;
  readonly device?: string;
  readonly before?: number;
  readonly limit: number;
}

export interface RejectSource {
  /** `next` goes on as `before`; null at the end. */
  page(query: PageQuery & { readonly reason?: RejectReason }): Awaitable<{
    readonly rejects: readonly Reject[];
    readonly next: number | null;
  }>;
  counts(): Awaitable<readonly RejectCount[]>;
}

/** Making readings of rejects; see RepairDesk. */
export type RepairSource = Pick<RepairDesk, 'get' | 'withRepairs' | 'count' | 'preview' | 'repair'>;

/** All rejects of a device for one reason since counting began, those included that are not kept any more. */
export interface RejectCount {
  readonly plant: string;
  readonly device: string;
  readonly reason: RejectReason;
  readonly count: number;
}

export interface EventSource {
  /** `next` goes on as `before`; null at the end. */
  page(query: PageQuery): Awaitable<{
    readonly events: readonly ApiDeviceEvent[];
    readonly next: number | null;
  }>;
}

/** The newest of the two chains of hashes: changes to the registry, and seals of readings. */
export interface HeadSource {
  audit(): Awaitable<{ readonly id: number; readonly hash: string }>;
  seals(): Awaitable<{ readonly n: number; readonly to: number; readonly hash: string } | undefined>;
}

/** Which slots; what is left out of point, device and parameter is all. */
export interface SlotQuery {
  readonly plant: string;
  readonly point?: string;
  readonly device?: string;
  readonly parameter?: string;
  readonly from: number;
  readonly to: number;
}

/** How slots fared, and the plan that they were judged by. */
export interface SlotSource {
  count(
    query: SlotQuery & { readonly bucket: CompletenessBucket; readonly timeZone: string },
  ): Awaitable<{ readonly plan: SlotPlan; readonly completeness: Completeness }>;
  spans(query: SlotQuery): Awaitable<{ readonly plan: SlotPlan; readonly series: readonly SeriesSpans[] }>;
  gaps(plant: string): Awaitable<{ readonly plan: SlotPlan; readonly gaps: readonly OpenGap[] }>;
}

export interface ScheduleSource {
  list(plant: string): Awaitable<readonly SetSchedule[]>;
  /** Devices without any schedule. */
  unscheduled(plant: string): Awaitable<readonly string[]>;
  /** For those, what they seem to do. */
  propose(plant: string): Awaitable<readonly ScheduleProposal[]>;
  /** Throws NotFoundError, InvalidInputError, ConflictError. */
  set(plant: string, device: string, schedule: ApiNewSchedule): Awaitable<SetSchedule>;
}

export interface ComplianceSource {
  /** A plant against its limits in a range; nothing without a compliance point or limits. */
  judge(
    plant: PlantRecord,
    range: { readonly from: number; readonly to: number },
    now: number,
  ): Awaitable<readonly ComplianceRow[]>;
}

/** Laboratories, their samples, and tables of results on their way in. */
export interface LaboratoryPorts {
  readonly laboratories: Pick<Laboratories, 'list' | 'add' | 'update'>;
  readonly samples: Pick<Samples, 'list' | 'history' | 'save' | 'revise' | 'withdraw' | 'restore'>;
  readonly uploads: Pick<UploadDesk, 'preview' | 'save'>;
}

/** Figures for health and metrics: the parts' own statistics, as far as they are shown. */
export interface Statistics {
  /** Absent when there is no embedded broker. */
  readonly broker?: BrokerFigures;
  /** Absent when there is no external broker. */
  readonly source?: SourceFigures;
  readonly journal: JournalFigures;
  readonly pipeline: PipelineFigures;
}

type CountsByName = Readonly<Record<string, number>>;

export interface BrokerFigures {
  /** Open listeners. */
  readonly listeners: number;
  readonly connections: {
    readonly accepted: number;
    readonly open: number;
    readonly online: number;
    readonly observers: number;
    readonly paused: number;
    readonly broken: number;
  };
  readonly logins: { readonly accepted: number; readonly waiting: number; readonly refused: CountsByName };
  readonly refused: CountsByName;
  readonly received: { readonly packets: number; readonly bytes: number };
  readonly sent: { readonly packets: number; readonly bytes: number; readonly dropped: number };
  readonly deliveries: {
    readonly handedOver: number;
    readonly acknowledged: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly pendingMessages: number;
    readonly pendingBytes: number;
  };
  readonly commands: { readonly sent: number; readonly undeliverable: number };
  readonly faults: number;
}

export interface SourceFigures {
  /** Connected, and subscribed as asked: without it nothing comes. */
  readonly subscribed: boolean;
  readonly problem: string | undefined;
  readonly received: number;
  readonly acknowledged: number;
  readonly pending: number;
  readonly refused: number;
  readonly strays: number;
}

export interface JournalFigures {
  /** At `full` and `failed` deliveries are refused. */
  readonly level: 'ok' | 'near' | 'full' | 'failed';
  readonly problem: string | undefined;
  readonly bytes: number;
  readonly messages: number;
  readonly maxBytes: number;
  readonly freeDiskBytes: number;
  readonly commits: number;
  readonly failedCommits: number;
  readonly committedMessages: number;
  readonly refusedMessages: number;
  readonly lastCommitMs: number | undefined;
}

export interface PipelineFigures {
  readonly messages: number;
  readonly repeatedMessages: number;
  readonly signedMessages: number;
  readonly storedReadings: number;
  readonly duplicateReadings: number;
  readonly conflicts: number;
  readonly refusedReadings: number;
  readonly batches: number;
  readonly retries: number;
  /** By lane. */
  readonly waitingEntries: CountsByName;
  /** A fault of ours has stopped the storing; only a restart helps. */
  readonly halted?: boolean;
  /** What is wrong now, in words. */
  readonly problems: readonly string[];
}
