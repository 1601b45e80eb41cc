/** What a run does not complain about, and why. */
export const allowed = {
  scans: [
    {
      table: 'allowances',
      call: /^sweep allowances/,
      because:
        'an index on spent_until would have to be written by every call, which updates that column; the table has those who asked in the last hours, and 50,000 take some milliseconds once an hour',
    },
  ],
  unsent: [
    {
      files: /\/partitions\/|retention\/sweep-links\.ts$/,
      because: 'it is sent only where tables are partitioned, which these are not',
    },
  ],
}
