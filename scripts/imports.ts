import { Visitor } from 'vite'
import { lineOf, type SourceFile } from './source-files.ts'

export type Import = {
  /** `undefined`: computed at run time, so nobody can tell what it loads. */
  specifier: string | undefined
  line: number
}

/** Every import of a file: static, re-export, dynamic, in a type, and `/// <reference>` directives. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = []
  const add = (specifier: unknown, offset: number) =>
    found.push({
      specifier: typeof specifier === 'string' ? specifier : undefined,
      line: lineOf(file.text, offset),
    })

  new Visitor({
    ImportDeclaration: (node) => add(node.source.value, node.start),
    ExportAllDeclaration: (node) => add(node.source.value, node.start),
    ExportNamedDeclaration: (node) => {
      if (node.source) add(node.source.value, node.start)
    },
    ImportExpression: (node) =>
      add(node.source.type === 'Literal' ? node.source.value : undefined, node.start),
    TSImportType: (node) => add(node.source.value, node.start),
  }).visit(file.program)

  for (const comment of file.comments) {
    const reference = /^\/\s*<reference\s+(?:path|types|lib)\s*=\s*["']([^"']+)/.exec(comment.value)
    if (reference) add(reference[1], comment.start)
  }
  return found
}
