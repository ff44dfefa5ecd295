import { ADJECTIVES, COLORS, label, NOUNS, pick, random } from './words.ts'

/** The mutations, each as a preparation that nobody measures and a change in one task. */
type Operation = { prepare(): void; change(): void | Promise<void> }

let nextId = 1

function tbody(): HTMLElement {
  return document.getElementById('rows') as HTMLElement
}

/** A row of js-framework-benchmark. */
function row(): HTMLTableRowElement {
  const tr = document.createElement('tr')
  const id = String(nextId++)
  const cell = (className: string, ...children: (Node | string)[]) => {
    const td = document.createElement('td')
    td.className = className
    td.append(...children)
    tr.append(td)
  }
  const link = document.createElement('a')
  link.append(label())
  const remove = document.createElement('a')
  const icon = document.createElement('span')
  icon.className = 'glyphicon glyphicon-remove'
  icon.setAttribute('aria-hidden', 'true')
  remove.append(icon)
  cell('col-md-1', id)
  cell('col-md-4', link)
  cell('col-md-1', remove)
  cell('col-md-6')
  return tr
}

function append(count: number): void {
  const body = tbody()
  for (let i = 0; i < count; i++) body.append(row())
}

function labels(): HTMLElement[] {
  return [...tbody().querySelectorAll<HTMLElement>('td:nth-child(2) > a')]
}

function swap(first: number, second: number): void {
  const { children } = tbody()
  const [a, b] = [children[first], children[second]]
  if (!a || !b) return
  const after = b.nextSibling
  a.before(b)
  tbody().insertBefore(a, after)
}

function shuffle(): void {
  const all = [...tbody().children]
  for (let i = all.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = all[i] as Element
    all[i] = all[j] as Element
    all[j] = held
  }
  for (const one of all) tbody().append(one)
}

function nest(depth: number): void {
  let at = document.getElementById('tree') as HTMLElement
  for (let i = 0; i < depth; i++) {
    const child = document.createElement('div')
    child.append(`level ${i}`)
    at.append(child)
    at = child
  }
}

function siblings(count: number): void {
  const parent = document.getElementById('tree') as HTMLElement
  for (let i = 0; i < count; i++) {
    const child = document.createElement('p')
    child.append(`${pick(ADJECTIVES)} ${i}`)
    parent.append(child)
  }
}

async function steady(durationMs: number): Promise<void> {
  const cells = labels()
  const until = performance.now() + durationMs
  while (performance.now() < until) {
    for (let i = 0; i < 20; i++) {
      const cell = cells[Math.floor(random() * cells.length)]
      if (cell) cell.textContent = `${pick(COLORS)} ${pick(NOUNS)}`
    }
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

async function animate(durationMs: number): Promise<void> {
  const cells = [...(document.getElementById('tree') as HTMLElement).children] as HTMLElement[]
  const start = performance.now()
  for (let now = start; now < start + durationMs; now = performance.now()) {
    cells.forEach((cell, index) => {
      cell.style.transform = `translateX(${Math.round(40 * Math.sin(now / 200 + index))}px)`
    })
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

/** `many` stands for 10,000 and `few` for 1,000, less in a short run. */
function operations(many: number, few: number): Record<string, Operation> {
  const empty = () => {}
  return {
    'create-few': { prepare: empty, change: () => append(few) },
    'replace-few': {
      prepare: () => append(few),
      change() {
        tbody().textContent = ''
        append(few)
      },
    },
    'create-many': { prepare: empty, change: () => append(many) },
    'update-10th': {
      prepare: () => append(many),
      change() {
        const all = labels()
        for (let i = 0; i < all.length; i += 10) (all[i] as HTMLElement).append(' !!!')
      },
    },
    swap: { prepare: () => append(few), change: () => swap(1, few - 2) },
    remove: { prepare: () => append(few), change: () => tbody().children[4]?.remove() },
    'append-few': { prepare: () => append(many), change: () => append(few) },
    clear: {
      prepare: () => append(many),
      change() {
        tbody().textContent = ''
      },
    },
    'prepend-many': {
      prepare: () => append(few),
      change() {
        for (let i = 0; i < many; i++) tbody().prepend(row())
      },
    },
    'shuffle-many': { prepare: () => append(many), change: shuffle },
    'nest-few': { prepare: empty, change: () => nest(few) },
    'nest-deep': { prepare: empty, change: () => nest(2 * few) },
    'siblings-many': { prepare: empty, change: () => siblings(many) },
    animate: { prepare: () => siblings(few), change: () => animate(few * 5) },
    steady: { prepare: () => append(few), change: () => steady(few * 2) },
  }
}

export type BenchOperations = {
  prepare(name: string): void | Promise<void>
  /** Resolves when the change is made; recorders may still be busy with it. */
  change(name: string): Promise<void>
}

export function offerOperations(many: number, few: number): void {
  const all = operations(many, few)
  const find = (name: string): Operation => {
    const found = all[name]
    if (!found) throw new Error(`no operation ${name}`)
    return found
  }
  const offered: BenchOperations = {
    prepare: (name) => find(name).prepare(),
    change: (name) =>
      new Promise((resolve, reject) => {
        setTimeout(() => Promise.resolve(find(name).change()).then(resolve, reject))
      }),
  }
  Object.assign(window, { operations: offered })
}

Object.assign(window, { offerOperations })
