import type { ApiNotice, ApiPlant, ApiRowVerdict, ApiUpload } from '@banyu/contracts';
import { outcomeText } from '../../laboratory/outcome.ts';
import { useParameterLabel, useUnitText, useWording } from '../../services.ts';
import { FlagIcon } from '../icon.tsx';
import { Notice } from '../notice.tsx';
import { SampleFacts } from './sample-facts.tsx';

type Look = 'accepted' | 'noted' | 'unchanged' | 'refused';

/** Each row of an uploaded table and what would become of it. */
export function UploadPreview({ upload, plant }: { upload: ApiUpload; plant: ApiPlant }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const { accepted, refused, unchanged, savedBefore, ignoredColumns, sheet } = upload;
  return (
    <section class="panel" aria-labelledby="preview-title">
      <h2 id="preview-title">
        {laboratory.preview}: {upload.fileName} {sheet !== null && <small>{laboratory.sheet(sheet)}</small>}
      </h2>
      {savedBefore !== null && (
        <Notice
          severity="hint"
          title={laboratory.savedBefore(format.moment(savedBefore.at), savedBefore.by)}
          advice={laboratory.savedBeforeAdvice}
        />
      )}
      <p class="counts" role="status">
        <span class="verdict accepted">{laboratory.accepted(format.count(accepted))}</span>
        {unchanged > 0 && (
          <span class="verdict unchanged">{laboratory.unchanged(format.count(unchanged))}</span>
        )}
        {refused > 0 && <span class="verdict refused">{laboratory.refused(format.count(refused))}</span>}
      </p>
      {ignoredColumns.length > 0 && <p class="muted">{laboratory.ignored(ignoredColumns.join(', '))}</p>}
      <div class="table-frame tall">
        <table class="rows preview">
          <thead>
            <tr>
              <th>{laboratory.row}</th>
              <th>{laboratory.verdict}</th>
              <th>{laboratory.sample}</th>
              <th>{laboratory.point}</th>
              <th>{laboratory.taken}</th>
              <th>{laboratory.results}</th>
              <th>{laboratory.remark}</th>
            </tr>
          </thead>
          <tbody>
            {upload.rows.map((row) => (
              <PreviewRow key={row.row} row={row} plant={plant} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function PreviewRow({ row, plant }: { row: ApiRowVerdict; plant: ApiPlant }) {
  const { text, format } = useWording();
  const { laboratory } = text;
  const labelOf = useParameterLabel();
  const unitOf = useUnitText();
  const look = lookOf(row);
  const notices = row.status === 'accepted' ? row.warnings : row.faults;
  return (
    <tr class={look}>
      <td data-label={laboratory.row}>{format.count(row.row)}</td>
      <td data-label={laboratory.verdict}>
        <span class={`verdict ${look}`}>
          <FlagIcon flag={look === 'refused' ? 4 : look === 'noted' ? 3 : 1} />
          {laboratory.verdicts[look]}
        </span>
      </td>
      {row.status === 'accepted' ? (
        <>
          <td data-label={laboratory.sample}>
            {row.sample}
            <SampleFacts sample={row} />
          </td>
          <td data-label={laboratory.point}>
            {plant.points.find(({ id }) => id === row.point)?.name ?? row.point}
          </td>
          <td data-label={laboratory.taken}>
            {row.timeKnown ? format.moment(row.from) : format.date(row.from)}
            {row.kind === 'composite' && ` – ${format.moment(row.to)}`}
          </td>
          <td data-label={laboratory.results}>
            <ul>
              {row.results.map(({ parameter, outcome, unit }) => (
                <li key={parameter}>
                  {labelOf(parameter).name} <strong>{outcomeText(outcome, format, text)}</strong>{' '}
                  {unitOf(unit, parameter)}
                </li>
              ))}
            </ul>
          </td>
        </>
      ) : (
        <td colSpan={4} class="cells">
          {row.cells.filter((cell) => cell !== '').join(' · ')}
        </td>
      )}
      <td data-label={laboratory.remark}>{notices.length > 0 && <NoticeList notices={notices} />}</td>
    </tr>
  );
}

/** Of these, the server's own words add nothing. */
const SAYS_ALL: ReadonlySet<ApiNotice['code']> = new Set(['time-unknown', 'unit-assumed', 'unchanged']);

/** In words of the page's language, with the server's own on the details. */
function NoticeList({ notices }: { notices: readonly ApiNotice[] }) {
  const { text } = useWording();
  return (
    <ul>
      {notices.map(({ code, column, message }) => (
        <li key={`${code} ${message}`}>
          {column !== null && <strong>{column}: </strong>}
          {text.laboratory.notice[code]}
          {!SAYS_ALL.has(code) && (
            <small lang="en" class="detail">
              {message}
            </small>
          )}
        </li>
      ))}
    </ul>
  );
}

function lookOf(row: ApiRowVerdict): Look {
  if (row.status === 'refused') return 'refused';
  if (row.warnings.some(({ code }) => code === 'unchanged')) return 'unchanged';
  return row.warnings.length > 0 ? 'noted' : 'accepted';
}
