import type { AuditRecord } from '@passlink/store'
import type { Frame } from '../frame/frame.ts'
import { Moment } from '../frame/moment.tsx'
import { Page } from '../frame/page.tsx'
import { Paging } from '../frame/paging.tsx'
import { Table } from '../frame/table.tsx'
import { withQuery } from '../frame/with-query.ts'
import { AuditForm } from './audit-form.tsx'
import type { AuditTexts } from './read-audit-filter.ts'

type Content = {
  frame: Frame
  texts: AuditTexts
  problems?: AuditTexts
  lines?: AuditRecord[]
  /** The cursors of this page (undefined on the first page) and of the next one (undefined on the last page). */
  before?: string | undefined
  next?: string | undefined
}

/** What operators did, the newest first. */
export function AuditPage({ frame, texts, problems = {}, lines = [], before, next }: Content) {
  return (
    <Page {...frame} title="Audit" current="audit">
      <div class="heading">
        <h1>Audit</h1>
        <p class="quiet">what operators did, here and with commands</p>
      </div>
      <AuditForm texts={texts} problems={problems} />
      {lines.length > 0 ? (
        <Table label="Audit" head={['When', 'Operator', 'From', 'Action', 'Subject', 'Details']}>
          {lines.map(line => (
            <AuditLine {...line} />
          ))}
        </Table>
      ) : (
        Object.keys(problems).length === 0 && (
          <div class="empty">
            <p>
              {Object.keys(texts).length > 0 ? 'Nothing on record matches this.' : 'Nothing is on record.'}
            </p>
          </div>
        )
      )}
      <Paging
        newest={before && withQuery('/audit', texts)}
        older={next && withQuery('/audit', { ...texts, before: next })}
      />
    </Page>
  )
}

function AuditLine({ at, operator, name, address, action, subject, details }: AuditRecord) {
  return (
    <tr>
      <td>
        <Moment at={at} />
      </td>
      <td class="who">
        <a href={withQuery('/audit', { operator })}>{name ?? operator}</a>
        {name !== null && name !== operator && <div class="quiet">{operator}</div>}
      </td>
      <td>{address}</td>
      <td>{action}</td>
      <td class="who">{subject !== null && <a href={withQuery('/audit', { subject })}>{subject}</a>}</td>
      <td class="detail">
        {Object.entries(details).map(([key, value]) => (
          <div>
            <span class="quiet">{key}</span> {typeof value === 'string' ? value : JSON.stringify(value)}
          </div>
        ))}
      </td>
    </tr>
  )
}
