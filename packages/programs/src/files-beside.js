/**
 * What the programs read when they run, besides themselves: of each folder of the project the files whose path in it matches.
 *
 * @type {{ folder: string; files: RegExp }[]}
 */
export const filesBeside = [
  { folder: 'apps/api/src/docs', files: /^start\.js$/ },
  { folder: 'apps/dashboard/src', files: /\.(css|js)$/ },
  { folder: 'apps/redeem/src/page', files: /^(gen\/page\.js|[^/]+\.css)$/ },
  { folder: 'packages/store/migrations', files: /^(\d+_\w+\.sql|meta\/_journal\.json)$/ },
  { folder: 'node_modules/@bull-board/ui', files: /^(package\.json|dist\/.+)$/ },
  {
    folder: 'node_modules/swagger-ui-dist',
    files: /^(package\.json|swagger-ui\.css|swagger-ui-bundle\.js(\.LICENSE\.txt)?|LICENSE|NOTICE)$/,
  },
]
