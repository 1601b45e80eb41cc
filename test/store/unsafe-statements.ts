/** A migration file. */
export type MigrationFile = { tag: string; text: string }

type StatementContext = {
  /** In lower case, without quotes and comments, with single spaces. */
  statement: string
  file: string
  outsideTransaction: boolean
  /** All statements of earlier files and of this one up to here. */
  before: string[]
  tag: string
}

const breakpoint = '--> statement-breakpoint'

/** A message for each statement that would block calls, break the previous version or not survive an interruption. */
export function findUnsafe({ tag, text }: MigrationFile, earlier: MigrationFile[] = []): string[] {
  const before = earlier.flatMap(file => statementsOf(file.text))
  const statements = statementsOf(text)
  const outsideTransaction = text.startsWith('-- not in a transaction\n')
  const file = statements.join('; ')
  return statements.flatMap((statement, n) => {
    const context = {
      statement,
      file,
      outsideTransaction,
      before: [...before, ...statements.slice(0, n)],
      tag,
    }
    return rules.filter(rule => rule.isBroken(context)).map(rule => `${tag}: ${rule.message}: ${statement}`)
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

/** Whether the same file creates the table, so that it is not in use yet. */
const isNew = (table: string, file: string) =>
  new RegExp(`create table (if not exists )?${table}\\b`).test(file)

function isOfNewTable({ statement, file }: StatementContext): boolean {
  const table = tableOf(statement)
  return table !== undefined && isNew(table, file)
}

function changesSeveralTables({ file, outsideTransaction }: StatementContext): boolean {
  const changed = file.split('; ').flatMap(statement => tableOf(statement) ?? [])
  const inUse = new Set(changed.filter(table => !isNew(table, file)))
  return !outsideTransaction && inUse.size > 1
}

const onTableInUse = (pattern: RegExp) => (context: StatementContext) =>
  pattern.test(context.statement) && !isOfNewTable(context)

const isBatch = ({ statement, outsideTransaction }: StatementContext) =>
  outsideTransaction &&
  /^do \$/.test(statement) &&
  /\blimit \d/.test(statement) &&
  /\bcommit\b/.test(statement)

const canBeRepeated =
  /^(create (unique )?index concurrently \w|drop index concurrently if exists|reindex .*concurrently|alter table \w+ (validate constraint|set \()|do \$)/

const rules: { message: string; isBroken: (context: StatementContext) => boolean }[] = [
  {
    message: 'statements are separated by breakpoints',
    isBroken: ({ statement }) => /;/.test(statement) && !/^do \$/.test(statement),
  },
  { message: 'a transaction changes one table in use', isBroken: changesSeveralTables },
  {
    message: 'an index on a table in use is made concurrently',
    isBroken: onTableInUse(/^create (unique )?index (?!concurrently)/),
  },
  {
    message: 'an index is dropped concurrently, if it exists',
    isBroken: ({ statement }) => /^drop index (?!concurrently if exists)/.test(statement),
  },
  {
    message: 'a concurrent statement is in a file whose first line is "-- not in a transaction"',
    isBroken: ({ statement, outsideTransaction }) =>
      /\bconcurrently\b/.test(statement) && !outsideTransaction,
  },
  {
    message: 'a statement outside a transaction can be repeated',
    isBroken: ({ statement, outsideTransaction }) => outsideTransaction && !canBeRepeated.test(statement),
  },
  {
    message: 'a constraint on a table in use is added not valid',
    isBroken: onTableInUse(
      /\badd (constraint \w+ )?(foreign key|check|exclude|primary key(?! using)|unique(?! using))(?!.*\bnot valid\b)/,
    ),
  },
  {
    message: 'a constraint is validated outside the transaction that adds it',
    isBroken: ({ statement, outsideTransaction }) =>
      /\bvalidate constraint\b/.test(statement) && !outsideTransaction,
  },
  {
    message: 'an added column of a table in use gets no constraint, and only a constant default',
    isBroken: onTableInUse(
      /\badd column\b.*(\b(references|check|unique|primary key|generated|\w*serial)\b|default (?!now\(\))\w+\()/,
    ),
  },
  {
    message: 'a new column that must not be null has a default',
    isBroken: onTableInUse(/\badd column (?=[^,]*\bnot null\b)(?![^,]*\bdefault\b)/),
  },
  {
    message: 'no column changes its type',
    isBroken: onTableInUse(/\balter (column )?\w+ (set data )?type\b/),
  },
  {
    message: 'not null is set only after a validated check',
    isBroken: context => onTableInUse(/\bset not null\b/)(context) && !isShownNotNull(context),
  },
  {
    message: 'rows are changed in batches, each committed',
    isBroken: context =>
      /\b(update|delete from|truncate) (?!no action|cascade|restrict|set )\w/.test(context.statement) &&
      !isBatch(context),
  },
  {
    message: 'nothing that the previous version uses is renamed',
    isBroken: onTableInUse(/\brename\b/),
  },
  {
    message: 'a drop is in a file named contract, one version after the last use',
    isBroken: ({ statement, tag }) =>
      /\bdrop (table|column|type)\b/.test(statement) && !/_contract\b|_contract_/.test(tag),
  },
  {
    message: 'a table is not rewritten, locked or analyzed',
    isBroken: ({ statement }) => /^(vacuum|cluster|lock|analyze|reindex (?!.*concurrently))/.test(statement),
  },
  { message: 'no schema is named', isBroken: ({ statement }) => /\bpublic\./.test(statement) },
]

/** `set not null` reads no rows if there is a validated constraint `check (column is not null)`. */
function isShownNotNull({ statement, before }: StatementContext): boolean {
  const [, table, column] = /^alter table (\w+) alter column (\w+) set not null/.exec(statement) ?? []
  const check = new RegExp(
    `^alter table ${table} add constraint (\\w+) check \\(+(\\w+\\.)?${column} is not null\\)+ not valid`,
  )
  const names = before.flatMap(earlier => check.exec(earlier)?.[1] ?? [])
  return names.some(name => before.includes(`alter table ${table} validate constraint ${name}`))
}
