/** The addresses of the first page, on any other page, and of the next one, if there is one. */
type Props = { newest?: string | undefined; older?: string | undefined }

/** The links from a page of a list to the others. */
export function Paging({ newest, older }: Props) {
  if (!newest && !older) return null
  return (
    <nav class="paging" aria-label="Pages">
      {newest && (
        <a class="button" rel="first" href={newest}>
          Newest
        </a>
      )}
      {older && (
        <a class="button" rel="next" href={older}>
          Older
        </a>
      )}
    </nav>
  )
}
