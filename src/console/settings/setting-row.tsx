import { Anchor, Checkbox, NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core'
import { type ReactNode, useId, useState } from 'react'
import type { SettingSchema } from '../../protocol/settings-api.ts'
import { texts } from '../texts.ts'
import { firstBadSelector } from './selectors.ts'
import classes from './settings.module.css'
import { describeValue, wordsOf } from './words.ts'

const words = texts.settings.edit

/** Given the lines that are there, and what replaces them. */
export type Suggest = (lines: readonly string[], replace: (lines: readonly string[]) => void) => ReactNode

type Props = {
  name: string
  schema: SettingSchema
  value: unknown
  initial: unknown
  isOwn: boolean
  /** What may be added to a list, shown below it. */
  suggest?: Suggest | undefined
  /** Why the server refused the value. */
  error: string | null
  onEdit: (value: unknown) => void
  /** What is typed is no value yet. */
  onInvalid: () => void
  onDefault: () => void
}

/** One setting: what it is, what it does, its value and its default. */
export function SettingRow(props: Props) {
  const { name, initial, isOwn, onDefault } = props
  const { title, help, unit } = wordsOf(name)
  const id = useId()
  return (
    <div className={classes['row']} data-setting={name}>
      <div className={classes['about']}>
        <label htmlFor={id} className={classes['title']}>
          {title}
        </label>
        <code className={classes['key']}>{name}</code>
        <p id={`${id}-help`} className={classes['help']}>
          {help}
        </p>
      </div>
      <div>
        <Editor {...props} id={id} unit={unit} />
        <p className={classes['default']}>
          {isOwn ? (
            <>
              {words.defaultIs(describeValue(initial))} ·{' '}
              <Anchor
                component="button"
                type="button"
                size="sm"
                aria-label={words.resetLabel(title)}
                onClick={onDefault}
              >
                {words.reset}
              </Anchor>
            </>
          ) : (
            words.isDefault
          )}
        </p>
      </div>
    </div>
  )
}

type EditorProps = Props & { id: string; unit: string | undefined }

function Editor(props: EditorProps): ReactNode {
  const { id, schema, value, error, onEdit, onInvalid, unit } = props
  const common = { id, 'aria-describedby': `${id}-help`, error }
  const items = asSchema(schema.items)
  const [inner] = schema.anyOf?.map(asSchema) ?? []
  if (schema.type === 'boolean')
    return (
      <Kept value={value === true} onEdit={onEdit}>
        {(isOn, set) => (
          <Switch {...common} checked={isOn} onChange={(event) => set(event.currentTarget.checked)} />
        )}
      </Kept>
    )
  if (schema.enum)
    return (
      <Kept value={String(value)} onEdit={onEdit}>
        {(chosen, set) => (
          <NativeSelect
            {...common}
            value={chosen}
            data={schema.enum?.map(String) ?? []}
            onChange={(event) => set(event.currentTarget.value)}
          />
        )}
      </Kept>
    )
  if (schema.type === 'integer') {
    const { minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema
    return (
      <NumberInput
        {...common}
        defaultValue={Number(value)}
        min={minimum}
        max={maximum}
        clampBehavior="none"
        allowDecimal={false}
        suffix={unit === undefined ? '' : ` ${unit}`}
        error={error}
        description={words.range(minimum, maximum)}
        onChange={(next) => (typeof next === 'number' ? onEdit(next) : onInvalid())}
      />
    )
  }
  if (inner?.enum)
    return (
      <Kept value={value === null ? '' : String(value)} onEdit={onEdit}>
        {(chosen, set) => (
          <NativeSelect
            {...common}
            value={chosen}
            data={[{ value: '', label: words.noValue }, ...(inner.enum ?? []).map(String)]}
            onChange={(event) => set(event.currentTarget.value, event.currentTarget.value || null)}
          />
        )}
      </Kept>
    )
  if (inner?.type === 'string')
    return (
      <Kept value={value === null ? '' : String(value)} onEdit={onEdit}>
        {(text, set) => (
          <TextInput
            {...common}
            value={text}
            placeholder={words.noValue}
            onChange={(event) => set(event.currentTarget.value, event.currentTarget.value.trim() || null)}
          />
        )}
      </Kept>
    )
  if (schema.type === 'string')
    return (
      <Kept value={String(value)} onEdit={onEdit}>
        {(text, set) => (
          <TextInput {...common} value={text} onChange={(event) => set(event.currentTarget.value)} />
        )}
      </Kept>
    )
  if (schema.type === 'array' && items?.enum) return <Choices {...props} choices={items.enum.map(String)} />
  if (schema.type === 'array' && items?.type === 'string')
    return <Lines {...props} isSelectors={items.format === 'css-selector'} />
  if (props.name === 'ui.theme') return <Accent {...props} />
  return <AsJson {...props} />
}

type KeptProps<T> = Pick<EditorProps, 'onEdit'> & {
  value: T
  children: (value: T, set: (shown: T, value?: unknown) => void) => ReactNode
}

/** Keeps what is shown in a control; what it means is told with it. */
function Kept<T>({ value, onEdit, children }: KeptProps<T>) {
  const [shown, setShown] = useState(value)
  return children(shown, (next, meant = next as unknown) => {
    setShown(next)
    onEdit(meant)
  })
}

function Choices({ id, name, value, choices, error, onEdit }: EditorProps & { choices: readonly string[] }) {
  const [chosen, setChosen] = useState(Array.isArray(value) ? value.map(String) : [])
  return (
    <Checkbox.Group
      id={id}
      aria-label={wordsOf(name).title}
      aria-describedby={`${id}-help`}
      error={error}
      value={chosen}
      onChange={(next) => {
        setChosen(next)
        onEdit(choices.filter((one) => next.includes(one)))
      }}
    >
      <div className={classes['choices']}>
        {choices.map((one) => (
          <Checkbox key={one} value={one} label={one} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

function Lines({
  id,
  value,
  error,
  suggest,
  isSelectors,
  onEdit,
  onInvalid,
}: EditorProps & { isSelectors: boolean }) {
  const [text, setText] = useState(Array.isArray(value) ? value.join('\n') : '')
  const lines = linesOf(text)
  // SG-3: by the browser's own rules, as in the visitor's page.
  const bad = isSelectors ? firstBadSelector(lines) : null
  const change = (next: string) => {
    setText(next)
    if (isSelectors && firstBadSelector(linesOf(next))) onInvalid()
    else onEdit(linesOf(next))
  }
  return (
    <>
      <Textarea
        id={id}
        aria-describedby={`${id}-help`}
        description={words.onePerLine}
        inputWrapperOrder={['input', 'description', 'error']}
        autosize
        minRows={2}
        maxRows={12}
        spellCheck={false}
        classNames={{ input: classes['mono'] ?? '' }}
        error={bad ? words.badSelector(bad.line, bad.selector) : error}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {suggest?.(lines, (next) => change(next.join('\n')))}
    </>
  )
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function Accent({ id, value, error, onEdit }: EditorProps) {
  const { accent = '' } = (typeof value === 'object' && value !== null ? value : {}) as { accent?: string }
  const [color, setColor] = useState(accent)
  const set = (next: string) => {
    setColor(next)
    onEdit({ accent: next })
  }
  return (
    <TextInput
      id={id}
      aria-describedby={`${id}-help`}
      error={error}
      value={color}
      maxLength={7}
      onChange={(event) => set(event.currentTarget.value)}
      leftSection={
        <input
          type="color"
          aria-label={wordsOf('ui.theme').title}
          className={classes['swatch']}
          value={/^#[0-9a-f]{6}$/i.test(color) ? color : '#000000'}
          onChange={(event) => set(event.currentTarget.value)}
        />
      }
    />
  )
}

function AsJson({ id, value, error, onEdit, onInvalid }: EditorProps) {
  const [text, setText] = useState(JSON.stringify(value, null, 2))
  const [isBad, setIsBad] = useState(false)
  return (
    <Textarea
      id={id}
      aria-describedby={`${id}-help`}
      description={words.json}
      inputWrapperOrder={['input', 'description', 'error']}
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      classNames={{ input: classes['mono'] ?? '' }}
      error={isBad ? words.badJson : error}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        try {
          onEdit(JSON.parse(event.currentTarget.value))
          setIsBad(false)
        } catch {
          setIsBad(true)
          onInvalid()
        }
      }}
    />
  )
}

type Inner = { type?: string; enum?: readonly unknown[]; format?: string }

function asSchema(value: unknown): Inner {
  return typeof value === 'object' && value !== null ? value : {}
}
