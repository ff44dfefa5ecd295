import type { FastifyReply } from 'fastify'

/**
 * RFC 4180 with every field quoted. What a spreadsheet would take for a formula gets an apostrophe before it (RE-2): the
 * file is opened by people who trust it, and holds words of visitors.
 */
export function csvOf(header: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return [header, ...rows].map((row) => `${row.map(field).join(',')}\r\n`).join('')
}

function field(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value)
  const isFormula = /^[\s]*[=+\-@\t\r|]/.test(text) && !/^-?[0-9.]+$/.test(text)
  return `"${(isFormula ? `'${text}` : text).replaceAll('"', '""')}"`
}

export function sendCsv(reply: FastifyReply, name: string, csv: string): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(csv)
}

/** The records of a CSV text, quoted or not; commas or semicolons, whichever the first line has. Empty lines are left out. */
export function csvRecords(csv: string): string[][] {
  const text = csv.replace(/^\uFEFF/, '')
  const [firstLine = ''] = text.split('\n')
  const separator = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ','
  const records: string[][] = []
  let record: string[] = []
  let value = ''
  let isQuoted = false
  const endField = () => {
    record.push(value)
    value = ''
  }
  const endRecord = () => {
    endField()
    if (record.some((one) => one.trim() !== '')) records.push(record)
    record = []
  }
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    if (isQuoted) {
      if (char !== '"') value += char
      else if (text.charAt(i + 1) === '"') value += text.charAt(++i)
      else isQuoted = false
    } else if (char === '"' && value === '') isQuoted = true
    else if (char === separator) endField()
    else if (char === '\n') endRecord()
    else if (char !== '\r') value += char
  }
  endRecord()
  return records
}
