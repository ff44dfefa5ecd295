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
