import { describe, expect, test } from 'vitest'
import { codeText, errorFromAnswer, errorText } from './errors.ts'

const problem = (fields: object) => JSON.stringify({ title: 'Title', status: 403, ...fields })

describe('RS-1 problems', () => {
  test('RS-1 code, wait and request id are taken over', () => {
    const body = problem({ code: 'rate-limited', status: 429, retryAfterSeconds: 7, requestId: 'r-1' })
    expect(errorFromAnswer(429, body, '30')).toMatchObject({
      code: 'rate-limited',
      status: 429,
      retryAfterSeconds: 7,
      requestId: 'r-1',
    })
  })

  test.each([
    [401, 'not-logged-in'],
    [403, 'not-permitted'],
    [404, 'not-found'],
    [413, 'too-large'],
    [422, 'bad-params'],
    [429, 'rate-limited'],
    [500, 'internal'],
    [502, 'network'],
  ])('RS-1 without a problem of ours, status %d is %s', (status, code) => {
    for (const body of ['', '<html>', '{}', 'null', problem({ code: 'made-up' }), problem({ code: 7 })])
      expect(errorFromAnswer(status, body, null).code).toBe(code)
  })

  test('RS-1 a code named like a property of every object is unknown', () => {
    expect(errorFromAnswer(500, problem({ code: 'constructor' }), null).code).toBe('internal')
    expect(codeText('constructor')).toBe(codeText('internal'))
  })

  test.each([
    ['12', 12],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-1', undefined],
    [null, undefined],
  ])('Retry-After %s is %s', (header, seconds) =>
    expect(errorFromAnswer(429, '', header).retryAfterSeconds).toBe(seconds),
  )
})

test('every error has words, and they are not those of the server', () => {
  expect(errorText(errorFromAnswer(403, problem({ code: 'not-permitted', title: 'Secret' }), null))).toBe(
    'Your role does not permit this.',
  )
  expect(errorText(new Error('anything'))).toBe(codeText('internal'))
})

test('VW-10: a code without words of ours is told in those of the server', () => {
  for (const code of ['too-large', 'of-tomorrow', 'constructor'])
    expect(errorText(errorFromAnswer(403, problem({ code, title: 'In English.' }), null))).toBe('In English.')
  expect(errorText(errorFromAnswer(413, '<html>', null))).toBe(codeText('internal'))
})
