/** A file of statements that changes tables with rows in them. */
export type MigrationFile = { tag: string; text: string }

type Facts = {
  /** Lower case, without quotes and comments, one space between words. */
  statement: string
  file: string
  outsideTransaction: boolean
  /** All statements of earlier files and of this one up to here. */
  before: string[]
  tag: string
}

const breakpoint = '--> statement-breakpoint'

/** What in a migration would block calls, break the version before, or not survive being cut off: a sentence for each. */
export function findUnsafe({ tag, text }: MigrationFile, earlier: MigrationFile[] = []): string[] {
  const before = earlier.flatMap(file => statementsOf(file.text))
  const statements = statementsOf(text)
  const outsideTransaction = text.startsWith('-- not in a transaction\n')
  const file = statements.join('; ')
  return statements.flatMap((statement, n) => {
    const facts = { statement, file, outsideTransaction, before: [...before, ...statements.slice(0, n)], tag }
    return rules.filter(rule => rule.isBroken(facts)).map(rule => `${tag}: ${rule.says}: ${statement}`)
  })
}

function statementsOf(text: string): string[] {
  return text
    .split(breakpoint)
    .map(part =>
      part
        .replace(/--.*$/gm, '')
        .replaceAll('"', '')
        .replace(/\s+/g, ' ')
        .trim()
        .replace(/;$/, '')
        .toLowerCase(),
    )
    .filter(statement => statement !== '')
}

const tableOf = (statement: string) =>
  /^(?:alter table (?:only )?|create (?:unique )?index .*? on (?:only )?)(\w+)/.exec(statement)?.[1]

/** The same file made the table, so that nobody uses it yet. */
const isNew = (table: string, file: string) =>
  new RegExp(`create table (if not exists )?${table}\\b`).test(file)

function isOfNewTable({ statement, file }: Facts): boolean {
  const table = tableOf(statement)
  return table !== undefined && isNew(table, file)
}

function changesSeveralTables({ file, outsideTransaction }: Facts): boolean {
  const changed = file.split('; ').flatMap(statement => tableOf(statement) ?? [])
  const inUse = new Set(changed.filter(table => !isNew(table, file)))
  return !outsideTransaction && inUse.size > 1
}

const onTableInUse = (pattern: RegExp) => (facts: Facts) =>
  pattern.test(facts.statement) && !isOfNewTable(facts)

const isBatch = ({ statement, outsideTransaction }: Facts) =>
  outsideTransaction &&
  /^do \$/.test(statement) &&
  /\blimit \d/.test(statement) &&
  /\bcommit\b/.test(statement)

const canBeRepeated =
  /^(create (unique )?index concurrently \w|drop index concurrently if exists|reindex .*concurrently|alter table \w+ (validate constraint|set \()|do \$)/

const rules: { says: string; isBroken: (facts: Facts) => boolean }[] = [
  {
    says: 'statements are parted by breakpoints',
    isBroken: ({ statement }) => /;/.test(statement) && !/^do \$/.test(statement),
  },
  { says: 'a transaction changes one table in use', isBroken: changesSeveralTables },
  {
    says: 'an index on a table in use is made concurrently',
    isBroken: onTableInUse(/^create (unique )?index (?!concurrently)/),
  },
  {
    says: 'an index is dropped concurrently, if it exists',
    isBroken: ({ statement }) => /^drop index (?!concurrently if exists)/.test(statement),
  },
  {
    says: 'what is concurrent stands in a file whose first line is "-- not in a transaction"',
    isBroken: ({ statement, outsideTransaction }) =>
      /\bconcurrently\b/.test(statement) && !outsideTransaction,
  },
  {
    says: 'outside a transaction only what can be repeated',
    isBroken: ({ statement, outsideTransaction }) => outsideTransaction && !canBeRepeated.test(statement),
  },
  {
    says: 'a constraint on a table in use is added not valid',
    isBroken: onTableInUse(
      /\badd (constraint \w+ )?(foreign key|check|exclude|primary key(?! using)|unique(?! using))(?!.*\bnot valid\b)/,
    ),
  },
  {
    says: 'a constraint is validated outside the transaction that adds it',
    isBroken: ({ statement, outsideTransaction }) =>
      /\bvalidate constraint\b/.test(statement) && !outsideTransaction,
  },
  {
    says: 'a column of a table in use gets no constraint, and only a constant as default, as it is added',
    isBroken: onTableInUse(
      /\badd column\b.*(\b(references|check|unique|primary key|generated|\w*serial)\b|default (?!now\(\))\w+\()/,
    ),
  },
  {
    says: 'a new column that may not be null has a default',
    isBroken: onTableInUse(/\badd column (?=[^,]*\bnot null\b)(?![^,]*\bdefault\b)/),
  },
  { says: 'no column changes its type', isBroken: onTableInUse(/\balter (column )?\w+ (set data )?type\b/) },
  {
    says: 'not null is set on what a validated check has shown',
    isBroken: facts => onTableInUse(/\bset not null\b/)(facts) && !isShownNotNull(facts),
  },
  {
    says: 'rows are changed in batches, each committed',
    isBroken: facts =>
      /\b(update|delete from|truncate) (?!no action|cascade|restrict|set )\w/.test(facts.statement) &&
      !isBatch(facts),
  },
  {
    says: 'what the version before may use is not renamed',
    isBroken: onTableInUse(/\brename\b/),
  },
  {
    says: 'what is dropped stands in a file named contract, a version after its last use',
    isBroken: ({ statement, tag }) =>
      /\bdrop (table|column|type)\b/.test(statement) && !/_contract\b|_contract_/.test(tag),
  },
  {
    says: 'a table is not rewritten, locked or analyzed',
    isBroken: ({ statement }) => /^(vacuum|cluster|lock|analyze|reindex (?!.*concurrently))/.test(statement),
  },
  { says: 'no schema is named', isBroken: ({ statement }) => /\bpublic\./.test(statement) },
]

/** `set not null` reads no row where a validated constraint says `check (column is not null)`. */
function isShownNotNull({ statement, before }: Facts): boolean {
  const [, table, column] = /^alter table (\w+) alter column (\w+) set not null/.exec(statement) ?? []
  const check = new RegExp(
    `^alter table ${table} add constraint (\\w+) check \\(+(\\w+\\.)?${column} is not null\\)+ not valid`,
  )
  const names = before.flatMap(earlier => check.exec(earlier)?.[1] ?? [])
  return names.some(name => before.includes(`alter table ${table} validate constraint ${name}`))
}
