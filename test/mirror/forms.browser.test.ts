import { afterEach, describe, expect, test } from 'vitest'
import { createPair, type Pair } from './pair.ts'
import { readProperties } from './properties.ts'

let pair: Pair

afterEach(() => pair.stop())

async function open(html: string): Promise<void> {
  pair = await createPair(html)
  await expectEqual()
}

async function expectEqual(): Promise<void> {
  await pair.quiet()
  expect(readProperties(pair.stage)).toEqual(readProperties(pair.document))
}

const get = <T extends Element>(id: string): T => pair.document.getElementById(id) as unknown as T
const shown = <T extends Element>(id: string): T => pair.stage.getElementById(id) as unknown as T
const field = (id: string): HTMLInputElement => get(id)

const TYPED: Readonly<Record<string, readonly [first: string, second: string]>> = {
  text: ['one', 'two'],
  search: ['one', 'two'],
  tel: ['+49 1', '+49 2'],
  url: ['https://a.test/', 'https://b.test/'],
  email: ['a@b.test', 'c@d.test'],
  number: ['1.5', '-3'],
  range: ['20', '80'],
  color: ['#aabbcc', '#102030'],
  date: ['2026-01-02', '2026-12-31'],
  month: ['2026-01', '2026-12'],
  week: ['2026-W01', '2026-W52'],
  time: ['01:02', '23:59'],
  'datetime-local': ['2026-01-02T03:04', '2026-12-31T23:59'],
  unknown: ['one', 'two'],
}

describe('MIRROR 6: controls that hold a value', () => {
  for (const [type, [first, second]] of Object.entries(TYPED)) {
    test(type, async () => {
      await open(
        `<input id=a type=${type} value="${first}"><input id=b type=${type}><input id=c type=${type} max=200>`,
      )
      field('a').value = second
      field('b').value = first
      await expectEqual()
      expect(shown<HTMLInputElement>('a').value).toBe(second)
      field('a').value = ''
      field('b').setAttribute('value', second)
      field('c').setAttribute('value', second)
      await expectEqual()
      field('a').defaultValue = first
      field('a').value = first
      await expectEqual()
      field('b').type = 'text'
      field('b').value = 'words'
      await expectEqual()
      field('b').type = 'checkbox'
      field('b').checked = true
      await expectEqual()
    })
  }

  test('range and number follow steps, and bounds that come after the value', async () => {
    await open('<input id=a type=range value=150 max=200><input id=b type=number value=3 step=0.5>')
    field('a').stepUp(7)
    field('b').stepDown()
    await expectEqual()
    field('a').max = '50'
    field('b').valueAsNumber = 12
    await expectEqual()
    field('a').max = '400'
    await expectEqual()
  })

  test('textarea: value, default value, ranges replaced, line ends', async () => {
    await open('<textarea id=a>\n\nfirst</textarea><textarea id=b></textarea>')
    const area = get<HTMLTextAreaElement>('a')
    area.append(' more')
    await expectEqual()
    area.value = 'one\r\ntwo\rthree'
    await expectEqual()
    area.setRangeText('X', 0, 3)
    area.append('not shown')
    await expectEqual()
    area.value = ''
    get<HTMLTextAreaElement>('b').defaultValue = 'default'
    await expectEqual()
  })

  test('textarea: its text changes after a reset, or after it was given what it had', async () => {
    await open('<form id=f><textarea id=a>one</textarea></form><textarea id=b>one</textarea>')
    const [a, b] = [get<HTMLTextAreaElement>('a'), get<HTMLTextAreaElement>('b')]
    a.value = 'typed'
    await expectEqual()
    get<HTMLFormElement>('f').reset()
    b.value = 'one'
    await expectEqual()
    for (const { firstChild } of [a, b]) (firstChild as Text).data = 'two'
    await expectEqual()
    expect([a.value, b.value]).toEqual(['two', 'one'])
  })

  test('output, meter, progress', async () => {
    await open('<output id=o>1</output><meter id=m max=10 value=3></meter><progress id=p></progress>')
    get<HTMLOutputElement>('o').value = '2'
    get<HTMLMeterElement>('m').value = 9
    get<HTMLProgressElement>('p').value = 0.5
    await expectEqual()
    get<HTMLProgressElement>('p').removeAttribute('value')
    get<HTMLOutputElement>('o').defaultValue = '3'
    await expectEqual()
  })

  test('MK-5 that files were chosen, never their names nor their content', async () => {
    await open('<input id=a type=file multiple><input id=b type=file>')
    const choose = (id: string, ...files: File[]): void => {
      const transfer = new pair.window.DataTransfer()
      for (const file of files) transfer.items.add(file)
      field(id).files = transfer.files
    }
    choose('a', new File(['secret-content'], 'one.pdf'), new File(['x'], 'two words.txt'))
    choose('b', new File(['secret-content'], 'three.png'))
    await pair.quiet()
    expect([...(shown<HTMLInputElement>('a').files ?? [])].map((file) => [file.name, file.size])).toEqual([
      ['********', 0],
    ])
    expect(shown<HTMLInputElement>('b').files).toHaveLength(1)
    for (const secret of ['secret-content', 'one.pdf', 'two words', 'three'])
      expect(pair.sentText()).not.toContain(secret)
    field('a').value = ''
    field('b').value = ''
    await expectEqual()
  })
})

describe('MIRROR 6: check marks', () => {
  test('boxes: on, off, indeterminate, with the attribute set or not', async () => {
    await open('<input type=checkbox id=a><input type=checkbox id=b checked><input type=checkbox id=c>')
    field('a').checked = true
    field('b').checked = false
    field('c').indeterminate = true
    await expectEqual()
    field('c').click()
    field('b').removeAttribute('checked')
    field('a').defaultChecked = true
    await expectEqual()
    field('a').checked = false
    field('b').indeterminate = true
    await expectEqual()
  })

  test('radio groups: others go off without an event', async () => {
    await open(
      '<form id=f><input type=radio name=r id=a checked><input type=radio name=r id=b></form>' +
        '<input type=radio name=r id=c form=f><input type=radio name=r id=d checked><input type=radio name=r id=e>',
    )
    for (const id of ['b', 'a', 'c', 'b', 'e', 'd', 'e', 'a']) {
      field(id).checked = true
      await expectEqual()
    }
    for (const id of ['b', 'd', 'c']) field(id).click()
    await expectEqual()
    field('c').checked = false
    await expectEqual()
    field('a').name = 'other'
    field('a').checked = true
    field('b').checked = true
    await expectEqual()
  })

  test('radio groups: one that comes switched off leaves the others alone', async () => {
    await open('<form id=f><input type=radio name=r id=a><input type=radio name=r id=b checked></form>')
    field('a').checked = true
    await expectEqual()
    const copy = field('b').cloneNode() as HTMLInputElement
    copy.id = 'c'
    get('f').append(copy)
    expect([field('a').checked, copy.checked]).toEqual([true, false])
    await expectEqual()
  })

  test('radio groups: one that came and was another control, or gone, before anybody looked', async () => {
    await open('<form id=f><input type=radio name=r id=a checked></form>')
    for (const end of [
      (copy: HTMLInputElement) => copy.remove(),
      (copy: HTMLInputElement) => (copy.type = 'range'),
    ]) {
      field('a').checked = true
      await expectEqual()
      const copy = field('a').cloneNode() as HTMLInputElement
      copy.removeAttribute('id')
      get('f').append(copy)
      end(copy)
      expect(field('a').checked).toBe(false)
      await expectEqual()
    }
  })

  test('several marked as default: the last one counts, whatever was chosen since', async () => {
    pair = await createPair('<input type=radio name=r id=a checked><input type=radio name=r id=b checked>')
    await expectEqual()
    field('a').checked = true
    await pair.quiet()
    pair.capture.checkpoint(8)
    await expectEqual()
    expect(shown<HTMLInputElement>('a').checked).toBe(true)
  })
})

describe('MIRROR 6: select', () => {
  const LIST =
    '<option value=x>1<option value=x id=two>2<optgroup label=g id=g><option value=x>3<option>4</optgroup>'

  test('one choice, options of the same value, groups', async () => {
    await open(`<select id=s>${LIST}</select>`)
    const select = get<HTMLSelectElement>('s')
    for (const index of [2, 0, 1, -1, 0, 3, -1]) {
      select.selectedIndex = index
      await expectEqual()
    }
    select.value = 'x'
    await expectEqual()
    get<HTMLOptionElement>('two').selected = true
    await expectEqual()
  })

  test('the choice goes with its option, and comes back', async () => {
    await open(`<select id=s>${LIST}</select>`)
    const select = get<HTMLSelectElement>('s')
    select.selectedIndex = 1
    await expectEqual()
    const option = get<HTMLOptionElement>('two')
    option.remove()
    await expectEqual()
    select.selectedIndex = -1
    await expectEqual()
    select.prepend(option)
    await expectEqual()
    select.selectedIndex = 2
    select.length = 2
    await expectEqual()
    get('g').replaceChildren(new pair.window.Option('new', 'n', true, true))
    await expectEqual()
    select.add(new pair.window.Option('late', 'l', false, true))
    await expectEqual()
    get('g').remove()
    await expectEqual()
  })

  test('several choices', async () => {
    await open(`<select id=s multiple size=5>${LIST}</select>`)
    const select = get<HTMLSelectElement>('s')
    const choose = (...indices: number[]): void => {
      for (const [i, option] of [...select.options].entries()) option.selected = indices.includes(i)
    }
    for (const indices of [[0, 3], [1], [], [0, 1, 2, 3], [2]]) {
      choose(...indices)
      await expectEqual()
    }
    select.multiple = false
    await expectEqual()
    select.multiple = true
    choose(0, 2)
    await expectEqual()
    get<HTMLOptionElement>('two').defaultSelected = true
    await expectEqual()
  })

  test('stray text, other elements and a rich button inside', async () => {
    await open(
      '<select id=s>stray<option>1</option>text<hr><option id=o selected>2<b>bold</b></option></select>',
    )
    get<HTMLSelectElement>('s').selectedIndex = 0
    get('o').append('more')
    await expectEqual()
  })
})

describe('MIRROR 6: forms as a whole', () => {
  const FORM = `<form id=f><input id=t value=a><input id=c type=checkbox checked><input type=radio name=r id=r1 checked>
    <input type=radio name=r id=r2><select id=s><option>1<option selected>2<option>3</select>
    <textarea id=x>k</textarea><output id=o>out</output><input id=file type=file><button type=reset id=z></button></form>
    <input id=far form=f value=far>`

  function change(): void {
    field('t').value = 'typed'
    field('far').value = 'typed'
    field('c').checked = false
    field('c').indeterminate = true
    field('r2').checked = true
    get<HTMLSelectElement>('s').selectedIndex = 2
    get<HTMLTextAreaElement>('x').value = 'typed'
    get<HTMLOutputElement>('o').value = 'changed'
  }

  test('reset by script and by button, and changes right after it', async () => {
    await open(FORM)
    change()
    await expectEqual()
    get<HTMLFormElement>('f').reset()
    await expectEqual()
    change()
    await expectEqual()
    get<HTMLButtonElement>('z').click()
    await expectEqual()
    field('t').value = 'after'
    await expectEqual()
    get<HTMLFormElement>('f').reset()
    field('t').setAttribute('value', 'new default')
    field('c').removeAttribute('checked')
    await expectEqual()
  })

  test('what is taken out and put back later keeps what was typed', async () => {
    await open(FORM)
    change()
    await expectEqual()
    const form = get('f')
    form.remove()
    await pair.quiet()
    pair.document.body.append(form)
    await expectEqual()
    expect(shown<HTMLInputElement>('t').value).toBe('typed')
    const clone = form.cloneNode(true) as Element
    pair.document.body.append(clone)
    await expectEqual()
    pair.document.body.prepend(form)
    await expectEqual()
  })

  test('a new checkpoint shows it all', async () => {
    await open(FORM)
    change()
    await pair.quiet()
    pair.capture.checkpoint(8)
    await expectEqual()
    expect(shown<HTMLSelectElement>('s').selectedIndex).toBe(2)
  })
})

test('PL-7: image buttons show their picture, whichever of address and type comes first', async () => {
  const picture =
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='40' height='20'%3E%3C/svg%3E"
  await open(`<input id=a type=image src="${picture}"><input id=b src="${picture}" type=image><input id=c>`)
  field('c').src = picture
  await pair.quiet()
  field('c').type = 'image'
  for (const id of ['a', 'b', 'c']) await expect.poll(() => shown(id).getBoundingClientRect().width).toBe(40)
  await expectEqual()
  field('a').type = 'text'
  await expectEqual()
})
