import { createElement, memo, useState } from 'react'
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { label } from './words.ts'

/* The table of js-framework-benchmark as a React page with keys has it, and its changes as new state. */

type Row = { readonly id: number; readonly text: string }
type Change = (rows: readonly Row[]) => readonly Row[]

let nextId = 1
let setRows: (change: Change) => void = () => {}

function made(count: number): Row[] {
  return Array.from({ length: count }, () => ({ id: nextId++, text: label() }))
}

const cell = (className: string, ...children: unknown[]) =>
  createElement('td', { className }, ...(children as string[]))

const TableRow = memo(({ row }: { row: Row }) =>
  createElement(
    'tr',
    null,
    cell('col-md-1', row.id),
    cell('col-md-4', createElement('a', null, row.text)),
    cell(
      'col-md-1',
      createElement('a', null, createElement('span', { className: 'glyphicon glyphicon-remove' })),
    ),
    cell('col-md-6'),
  ),
)

function Table() {
  const [rows, set] = useState<readonly Row[]>([])
  setRows = set
  return rows.map((row) => createElement(TableRow, { key: row.id, row }))
}

function apply(change: Change): void {
  flushSync(() => setRows(change))
}

const swapped: Change = (rows) => {
  const [first, second] = [rows[1], rows.at(-2)]
  return rows.map((row) => (row === first ? (second ?? row) : row === second ? (first ?? row) : row))
}

function operations(many: number, few: number): Record<string, { before: number; change: Change }> {
  return {
    'create-few': { before: 0, change: () => made(few) },
    'replace-few': { before: few, change: () => made(few) },
    'create-many': { before: 0, change: () => made(many) },
    'update-10th': {
      before: many,
      change: (rows) => rows.map((row, i) => (i % 10 === 0 ? { ...row, text: `${row.text} !!!` } : row)),
    },
    swap: { before: few, change: swapped },
    remove: { before: few, change: (rows) => rows.filter((_, i) => i !== 4) },
    'append-few': { before: many, change: (rows) => [...rows, ...made(few)] },
    clear: { before: many, change: () => [] },
  }
}

Object.assign(window, {
  offerOperations(many: number, few: number) {
    createRoot(document.getElementById('rows') as HTMLElement).render(createElement(Table))
    const all = operations(many, few)
    const find = (name: string) => {
      const found = all[name]
      if (!found) throw new Error(`no operation ${name}`)
      return found
    }
    Object.assign(window, {
      operations: {
        async prepare(name: string) {
          // The first rendering is over by then.
          await new Promise((resolve) => setTimeout(resolve, 50))
          apply(() => made(find(name).before))
        },
        change: (name: string) =>
          new Promise<void>((resolve) => {
            setTimeout(() => {
              apply(find(name).change)
              resolve()
            })
          }),
      },
    })
  },
})
